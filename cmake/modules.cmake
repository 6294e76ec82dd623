# ikada_module(NAME [USES modules…] [LIBS targets…])
# The folder src/NAME as a static library `ikada_NAME`, and its *_test.cpp files as the program `NAME_test`.
function(ikada_module name)
    cmake_parse_arguments(arg "" "" "USES;LIBS" ${ARGN})
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${name}/*.cpp)
    set(tests ${sources})
    list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
    list(FILTER sources EXCLUDE REGEX "(_test|/main)\\.cpp$")

    list(TRANSFORM arg_USES PREPEND ikada_)
    if(sources)
        add_library(ikada_${name} STATIC ${sources})
        set(scope PUBLIC)
    else()
        add_library(ikada_${name} INTERFACE)
        set(scope INTERFACE)
    endif()
    target_include_directories(ikada_${name} ${scope}
        ${PROJECT_SOURCE_DIR}/src ${PROJECT_BINARY_DIR}/generated)
    target_link_libraries(ikada_${name} ${scope} ${arg_USES} ${arg_LIBS})

    if(tests)
        add_executable(${name}_test ${tests})
        target_link_libraries(${name}_test PRIVATE ikada_${name} GTest::gmock GTest::gtest_main)
        include(GoogleTest)
        gtest_discover_tests(${name}_test TEST_PREFIX "${name}." DISCOVERY_MODE PRE_TEST
            DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT 300 LABELS unit)
    endif()
endfunction()
