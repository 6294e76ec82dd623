// The whole program of a pause container: it holds the namespaces that a task's containers share,
// collects ended processes where it is their init, and ends when it is told to. Without a C
// library: as little memory as a process can have, an image of a few kilobytes, nothing to pull.

namespace {

struct Signals {
    unsigned long bits;
};
constexpr int kTerminate = 15, kInterrupt = 2, kChild = 17;
constexpr Signals kAwaited{1UL << (kTerminate - 1) | 1UL << (kInterrupt - 1) | 1UL << (kChild - 1)};

struct Arguments {
    long a = 0, b = 0, c = 0, d = 0;
};

#if defined(__x86_64__)
enum Call : long { kSigprocmask = 14, kSigtimedwait = 128, kWait = 61, kExit = 231 };

long call(Call number, const Arguments& with) {
    long result = number;
    register long fourth asm("r10") = with.d;
    asm volatile("syscall"
                 : "+a"(result)
                 : "D"(with.a), "S"(with.b), "d"(with.c), "r"(fourth)
                 : "rcx", "r11", "memory");
    return result;
}
#elif defined(__aarch64__)
enum Call : long { kSigprocmask = 135, kSigtimedwait = 137, kWait = 260, kExit = 94 };

long call(Call number, const Arguments& with) {
    register long x8 asm("x8") = number;
    register long x0 asm("x0") = with.a;
    register long x1 asm("x1") = with.b;
    register long x2 asm("x2") = with.c;
    register long x3 asm("x3") = with.d;
    asm volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3) : "memory");
    return x0;
}
#endif

void collect_children() {
    constexpr long kAnyone = -1, kWithoutWaiting = 1;
    while (call(kWait, {kAnyone, 0, kWithoutWaiting}) > 0) {
    }
}

}  // namespace

// Blocked signals wait for us even where we are init, to whom unhandled ones are not delivered.
extern "C" [[noreturn]] void _start() {
    constexpr long kBlock = 0;
    const long awaited = reinterpret_cast<long>(&kAwaited);
    call(kSigprocmask, {kBlock, awaited, 0, sizeof kAwaited});
    while (true) {
        const long signal = call(kSigtimedwait, {awaited, 0, 0, sizeof kAwaited});
        if (signal == kTerminate || signal == kInterrupt) call(kExit, {});
        if (signal == kChild) collect_children();
    }
}
