#pragma once
#include <optional>
#include <string_view>

#include "frontends/frontend.h"
#include "integrations/workspace/cache/content_key.h"
#include "integrations/workspace/path_settings.h"
#include "integrations/workspace/project_facts.h"

namespace floodwall {

/// All that the facts of a file depend on.
ContentKey key_of_facts(std::string_view text, const FrontendSettings& frontend,
                        const AnalysisSettings& analysis);

/// Which rules run, and how severe they are. What is said of a file depends on this and on what its facts
/// depend on; in a second look also on `ProjectLink::told_to`.
ContentKey key_of_rules(const PathSettings& settings);

/// What a file tells the others; not what it needs of them.
ContentKey key_of_answers(const ProjectFacts& facts);
/// Which tables and columns it uses.
ContentKey key_of_needs(const ProjectFacts& facts);

}  // namespace floodwall
