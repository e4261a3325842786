using System.Globalization;
using System.Text;

namespace Pipeline.Detection.Anomalies;

/// <summary>Names anomalies: the same endpoint and window always get the same name, so that a repeat is recognised.</summary>
internal static class AnomalyId
{
    /// <summary>FNV-1a over the endpoint's UTF-8 bytes, the window's start and the severity.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="windowStartUnixMs">Start of the window that gave it away, Unix ms.</param>
    /// <param name="severity">Its severity.</param>
    /// <param name="again">0, or how many before it have the same of all that.</param>
    public static string Of(string endpoint, long windowStartUnixMs, AnomalySeverity severity, int again = 0)
    {
        ulong hash = Fnv1a.Basis;
        foreach (byte value in Encoding.UTF8.GetBytes(endpoint))
            hash = Fnv1a.Add(hash, value);
        hash = Fnv1a.Add(Fnv1a.Add(hash, windowStartUnixMs), (byte)severity);
        hash = again == 0 ? hash : Fnv1a.Add(hash, (byte)again);
        return hash.ToString("x16", CultureInfo.InvariantCulture);
    }
}
