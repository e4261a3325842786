using System.Globalization;

namespace Pipeline.Cli.Bench;

/// <summary>How much a process wrote to storage, where the system tells (Linux).</summary>
internal static class ProcessWrites
{
    private const string Label = "write_bytes: ";

    /// <summary>Bytes sent to storage so far; 0 where the system does not tell.</summary>
    public static long ReadBytes(int processId)
    {
        try
        {
            foreach (string line in File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/io")))
            {
                if (line.StartsWith(Label, StringComparison.Ordinal))
                    return long.Parse(line.AsSpan(Label.Length), CultureInfo.InvariantCulture);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Another system, or a process of somebody else.
        }

        return 0;
    }
}
