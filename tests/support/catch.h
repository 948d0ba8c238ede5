#pragma once
// The only place that knows where Catch lives. Include it first: PostgreSQL's macros must not reach it, and
// what our header takes back of them takes Catch's INFO along (say CAPTURE).
#include <catch2/catch.hpp>
