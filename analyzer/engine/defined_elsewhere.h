#pragma once
#include <cstdint>
#include <span>
#include <string>

#include "analyzer/catalog/project_schema.h"
#include "analyzer/engine/link.h"

namespace floodwall {

/// Which file defines tables in a language that is not read; empty: none, or what it defines stands in SQL,
/// too (Rails' structure.sql, the migrations behind models).
std::string why_unread(std::span<const LinkedFile> files);

/// Why a project's tables seem to be defined where nobody looks: in a language that is not read (Rails'
/// schema.rb, Prisma, XML, strings of Go), or in another repository. So it is where most of the tables that
/// its files use are defined nowhere, three at least: one that is missing among few is a mistake of
/// somebody's, most of them are none. Tests do not count, nor do tables that were there once. Empty: it is
/// not so. `answers` are the needs that the project's definitions meet.
std::string why_defined_elsewhere(std::span<const LinkedFile> files, const NeedSet& answers,
                                  const ProjectSchema& schema);

}  // namespace floodwall
