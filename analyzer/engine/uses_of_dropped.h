#pragma once
#include <cstdint>
#include <span>

#include "analyzer/catalog/project_schema.h"
#include "analyzer/engine/link.h"

namespace floodwall {

/// Fills ProjectSchema::uses, once the rest is linked; `answers` are the needs that its definitions meet.
///
/// Code is what still runs afterwards: no migration, no test, no script beside the one that drops, and no
/// file that makes or alters the table itself; but a class of a host program that stands for the table is
/// code. Of a migration only what is not there in the end counts as dropped. A script says nothing of when it
/// runs: what other scripts do is then no use. A column counts where no other relation of the statement may
/// have it.
void add_uses_of_dropped(std::span<const LinkedFile> files, const NeedSet& answers, ProjectSchema& schema);

}  // namespace floodwall
