#pragma once
// The sample program: a web service that says who it is and misbehaves when told to. Later work
// tests with it. Linked statically as `ikada-sample`, and run as `ikada sample-app`.
//
//   (no arguments)      serve on $PORT; pages are listed in answer.cpp, settings in settings.hpp
//   print TEXT          print TEXT and a newline
//   exit N              end with exit code N
//   sleep SECONDS       sleep; SIGTERM ends it with 143
//   healthcheck URL     0 if URL answers 2xx, else 1

namespace ikada::sample {

// argv[0] is the program's name. Returns the exit code; 2 for arguments it does not know.
int run_sample_app(int argc, char** argv);

}  // namespace ikada::sample
