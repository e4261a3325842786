namespace Pipeline.Protocol.Queries;

/// <summary>One feature in the last window that was judged, against what is usual.</summary>
/// <param name="Feature">What is measured, for instance <c>operation_calls</c>, <c>error_share</c> or <c>duration_p95</c>.</param>
/// <param name="Operation">Of which operation; null where it is of the calls themselves.</param>
/// <param name="Kind"><c>function</c>, <c>dependency</c> or <c>io</c>; null likewise.</param>
/// <param name="Observed">Its value, in <paramref name="Unit"/>.</param>
/// <param name="Expected">What is usual at that time; null while too little is known.</param>
/// <param name="Low">Low end of what is usual: three robust standard deviations below; null while too little is known.</param>
/// <param name="High">High end, likewise.</param>
/// <param name="Unit">In what it is counted, for instance <c>calls/event</c>, <c>ms</c> or <c>share</c>.</param>
/// <param name="Surprise">-ln p of the value, nats; 0 while too little is known.</param>
/// <param name="SampleSize">Independent events behind it.</param>
/// <param name="WindowStart">Start of the window, Unix ms.</param>
/// <param name="WindowMs">Its width, ms.</param>
/// <param name="LearntWindows">Windows that what is usual was learnt from.</param>
public sealed record FeatureReport(
    string Feature,
    string? Operation,
    string? Kind,
    double Observed,
    double? Expected,
    double? Low,
    double? High,
    string Unit,
    double Surprise,
    double SampleSize,
    long WindowStart,
    long WindowMs,
    long LearntWindows);
