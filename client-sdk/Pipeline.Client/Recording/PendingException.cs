using System.Runtime.InteropServices;

namespace Pipeline.Client.Recording;

/// <summary>Whether the calling thread is on its way out of something by an exception.</summary>
/// <remarks>
/// Inside <c>catch</c> the exception counts as well, so a call compares what it finds at its end with what there was when it began. Native
/// ahead-of-time compilation does not know; there it is never one.
/// </remarks>
internal static class PendingException
{
    private static readonly bool s_isSupported = Probe();

    /// <summary>Something that tells the exception under way from others; 0 if there is none.</summary>
    public static nint Current => s_isSupported ? Marshal.GetExceptionPointers() : 0;

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
