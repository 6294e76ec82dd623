#pragma once
// The Security Token Service: who am I.

#include "aws/operation.hpp"

namespace ikada::sts {

const aws::Service& service();

}  // namespace ikada::sts
