using System.Diagnostics;

namespace Pipeline.Benchmarks.Recording;

/// <summary>The calls that every variant records: the i-th one is the same for all.</summary>
/// <remarks>Durations lie in the past, so that reading the clock is not part of what is measured.</remarks>
internal static class CallFacts
{
    private const int DurationCount = 1_024;

    /// <summary>Names that a program keeps, as routes are.</summary>
    public static readonly string[] Endpoints =
        ["/", "/products", "/products/{id}", "/search", "/basket", "/checkout", "/orders/{id}", "/account"];

    public static readonly string[] Segments = ["free", "pro"];

    /// <summary>Operations of a call, in the order in which it does them.</summary>
    public const string Json = "json.dumps";

    public const string Redis = "redis";

    public const string Render = "render";

    private static readonly TimeSpan[] s_durations = CreateDurations();

    public static string Endpoint(int index) => Endpoints[index & 7];

    public static string Segment(int index) => Segments[(index >> 3) & 1];

    public static TimeSpan Duration(int index) => s_durations[index & (DurationCount - 1)];

    /// <summary>Processor time of the call: a part of its duration.</summary>
    public static TimeSpan Cpu(int index) => new(Duration(index).Ticks / 3);

    /// <summary>Time of one of its operations: a smaller part.</summary>
    public static TimeSpan OperationTime(int index) => new(Duration(index).Ticks / 8);

    public static int DbQueries(int index) => index & 3;

    public static int JsonCalls(int index) => 1 + (index & 7);

    private static TimeSpan[] CreateDurations()
    {
        Random random = new(1);
        TimeSpan[] durations = new TimeSpan[DurationCount];
        foreach (ref TimeSpan duration in durations.AsSpan())
            duration = TimeSpan.FromMicroseconds(100 + (900 * random.NextDouble()));
        Debug.Assert(int.IsPow2(DurationCount) && Endpoints.Length == 8 && Segments.Length == 2, "Indices are masked.");
        return durations;
    }
}
