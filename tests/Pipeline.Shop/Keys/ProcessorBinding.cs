using System.Numerics;
using System.Runtime.InteropServices;

namespace Pipeline.Shop.Keys;

/// <summary>Binds the current thread to the last of the processors that it may use.</summary>
internal static class ProcessorBinding
{
    /// <summary>The kernel's own size of the set: 1,024 processors.</summary>
    private const int SetWords = 16;

    /// <summary>Does nothing where that cannot be done: the shop works the same, only on more processors.</summary>
    public static void BindThread()
    {
        if (!OperatingSystem.IsLinux())
            return;
        ulong[] set = new ulong[SetWords];
        nuint size = SetWords * sizeof(ulong);
        if (GetAffinity(0, size, set) != 0)
            return;
        int last = Array.FindLastIndex(set, static word => word != 0);
        if (last < 0)
            return;
        ulong bit = 1UL << BitOperations.Log2(set[last]);
        Array.Clear(set);
        set[last] = bit;
        _ = SetAffinity(0, size, set);
    }

    [DllImport("libc", EntryPoint = "sched_getaffinity")]
    private static extern int GetAffinity(int thread, nuint size, [In, Out] ulong[] set);

    [DllImport("libc", EntryPoint = "sched_setaffinity")]
    private static extern int SetAffinity(int thread, nuint size, ulong[] set);
}
