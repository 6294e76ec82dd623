#include "sample/sample_app.hpp"

int main(int argc, char** argv) { return ikada::sample::run_sample_app(argc, argv); }
