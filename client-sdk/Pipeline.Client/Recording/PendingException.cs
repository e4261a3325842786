using System.Runtime.InteropServices;

namespace Pipeline.Client.Recording;

/// <summary>Whether a call ends because an exception passes through it.</summary>
/// <remarks>
/// <para>
/// The runtime tells which exception a thread is handling, but that alone would accuse the innocent: inside a <c>catch</c> there is one as well,
/// and what awaits a method that failed goes on within that method's <c>catch</c>, also after it has caught the exception itself. So each
/// exception is noted, when it is thrown, in the calls that are open in its flow. A call fails if the one being handled when it ends is the last
/// that was thrown in it: one that was caught is either over, or not the last, since awaiting threw it again.
/// </para>
/// <para>
/// What stays wrong: a call that awaits a failure without having it thrown again (<c>Task.WhenAny</c>) may end within the other's <c>catch</c>;
/// and a <c>finally</c> that catches an exception of its own hides the one on its way. Native ahead-of-time compilation does not know; there no
/// call fails by itself.
/// </para>
/// </remarks>
internal static class PendingException
{
    private static readonly bool s_isSupported = Probe();
    private static int s_isWatching;

    /// <summary>Something that tells the exception that the thread is handling from others; 0 if there is none.</summary>
    public static nint Current => s_isSupported ? Marshal.GetExceptionPointers() : 0;

    /// <summary>Has exceptions noted from now on. For the process, once; costs something only when one is thrown.</summary>
    public static void Watch()
    {
        if (s_isSupported && Interlocked.Exchange(ref s_isWatching, 1) == 0)
            AppDomain.CurrentDomain.FirstChanceException += static (_, _) => CallFlow.NoteThrown(Marshal.GetExceptionPointers());
    }

    private static bool Probe()
    {
        try
        {
            _ = Marshal.GetExceptionPointers();
            return true;
        }
        catch (Exception exception) when (exception is PlatformNotSupportedException or NotSupportedException)
        {
            return false;
        }
    }
}
