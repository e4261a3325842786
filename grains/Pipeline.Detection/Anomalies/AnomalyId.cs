using System.Globalization;
using System.Text;

namespace Pipeline.Detection.Anomalies;

/// <summary>Names anomalies: the same endpoint and window always get the same name, so that a repeat is recognised.</summary>
internal static class AnomalyId
{
    private const ulong FnvOffset = 14695981039346656037;
    private const ulong FnvPrime = 1099511628211;

    /// <summary>FNV-1a over the endpoint's UTF-8 bytes, the window's start and the severity.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="windowStartUnixMs">Start of the window that gave it away, Unix ms.</param>
    /// <param name="severity">Its severity.</param>
    /// <param name="again">0, or how many before it have the same of all that.</param>
    public static string Of(string endpoint, long windowStartUnixMs, AnomalySeverity severity, int again = 0)
    {
        ulong hash = FnvOffset;
        foreach (byte value in Encoding.UTF8.GetBytes(endpoint))
            hash = (hash ^ value) * FnvPrime;
        for (int shift = 0; shift < 64; shift += 8)
            hash = (hash ^ (byte)(windowStartUnixMs >> shift)) * FnvPrime;
        hash = (hash ^ (byte)severity) * FnvPrime;
        hash = again == 0 ? hash : (hash ^ (byte)again) * FnvPrime;
        return hash.ToString("x16", CultureInfo.InvariantCulture);
    }
}
