import Foundation

/// Whether a sanitizer is built in, which reserves terabytes of address space and takes its time.
public let isSanitized = ["__asan_init", "__tsan_init"].contains { (name: String) in
  dlsym(dlopen(nil, RTLD_NOW), name) != nil
}
