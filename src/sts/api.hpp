#pragma once
// The Security Token Service: who am I, and temporary keys.

#include "aws/operation.hpp"

namespace ikada::sts {

const aws::Service& service();

}  // namespace ikada::sts
