namespace Pipeline.Core.Windows;

/// <summary>Windows as they were read from the store.</summary>
/// <param name="Read">What was read.</param>
/// <param name="Windows">Those that exist, ascending by start.</param>
public sealed record StoredWindows(WindowRead Read, IReadOnlyList<PackedWindow> Windows)
{
    /// <summary>Nothing was read, for answers that need nothing from the store.</summary>
    public static readonly StoredWindows None = new(new WindowRead(-1, 0, 0), []);

    /// <summary>Index of the first window that starts at or after <paramref name="startUnixMs"/>.</summary>
    internal int FirstFrom(long startUnixMs)
    {
        int low = 0;
        int high = Windows.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (Windows[middle].StartUnixMs < startUnixMs)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
