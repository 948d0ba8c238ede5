#pragma once
#include <cstddef>

#include "frontends/host_values/program.h"

namespace floodwall::host {

/// What it may cost to follow names to their definitions: a sum of names that are sums of names has no end
/// that anybody would wait for. Counts expressions that are looked at.
class Steps {
 public:
  /// All questions about a program together may take a time that its size bounds.
  explicit Steps(const Program& program) : all_left_(100'000 + (50 * program.expressions().size())) {}

  /// One more; false if no more are left: then nothing further is known.
  bool take() {
    if (left_ == 0 || all_left_ == 0) {
      ran_out_ = true;
      return false;
    }
    --left_;
    --all_left_;
    return true;
  }
  /// Whether the question that is open now needed more than it had.
  bool ran_out() const { return ran_out_; }

  /// Has steps of its own, also when it comes up in the middle of another one.
  class Question {
   public:
    explicit Question(Steps& steps) : steps_(steps), left_(steps.left_), ran_out_(steps.ran_out_) {
      steps.left_ = most;
      steps.ran_out_ = false;
    }
    ~Question() {
      steps_.left_ = left_;
      steps_.ran_out_ = ran_out_;
    }
    Question(const Question&) = delete;
    Question& operator=(const Question&) = delete;

   private:
    static constexpr std::size_t most = 10'000;
    Steps& steps_;
    const std::size_t left_;
    const bool ran_out_;
  };

 private:
  std::size_t left_ = 0;
  std::size_t all_left_;
  bool ran_out_ = false;
};

}  // namespace floodwall::host
