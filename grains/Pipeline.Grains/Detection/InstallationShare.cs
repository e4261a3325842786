using System.Numerics;

namespace Pipeline.Grains.Detection;

/// <summary>By how many endpoints the false alarms of the installation are divided.</summary>
/// <remarks>
/// A power of two that follows how many there are: up as soon as they are more, down only when a quarter would do. So an endpoint's stream gets a
/// few entries about it, however endpoints come and go.
/// </remarks>
internal static class InstallationShare
{
    private const int Max = 1 << 30;

    /// <summary>After a change the endpoints follow within this time, each at a moment of its own.</summary>
    public static readonly TimeSpan Spread = TimeSpan.FromMinutes(5);

    /// <summary>What the share is to be.</summary>
    /// <param name="current">What it is.</param>
    /// <param name="endpoints">Endpoints that there are.</param>
    public static int Follow(int current, int endpoints)
    {
        int share = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(endpoints, 1, Max));
        return share > current || share <= current / 4 ? share : current;
    }
}
