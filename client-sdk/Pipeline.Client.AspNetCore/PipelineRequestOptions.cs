using Microsoft.AspNetCore.Http;

namespace Pipeline.Client.AspNetCore;

/// <summary>How requests become calls. Read from the section <c>Pipeline:Requests</c>, then given to the delegate of <c>UsePipeline</c>.</summary>
public sealed class PipelineRequestOptions
{
    /// <summary>Whether an endpoint's name begins with the request's method: <c>GET /orders/{id}</c>. On by default; off, it is the route alone.</summary>
    public bool MethodInName { get; set; } = true;

    /// <summary>For whom a request is made; null if that cannot be told. Asked before the request and, if it answers null, once more after it.</summary>
    /// <remarks>It goes before <see cref="SegmentClaim"/> and <see cref="SegmentHeader"/>. What it throws is logged once and passes for null.</remarks>
    public Func<HttpContext, string?>? Segment { get; set; }

    /// <summary>Type of the user's claim that names the segment, such as <c>plan</c>; none by default.</summary>
    public string? SegmentClaim { get; set; }

    /// <summary>Name of the request's header that names the segment; none by default. Anybody can send one: see <see cref="KnownSegments"/>.</summary>
    public string? SegmentHeader { get; set; }

    /// <summary>The segments there are; empty, the default, takes any. Another one is recorded as <c>other</c>.</summary>
    public IList<string> KnownSegments { get; } = [];

    /// <summary>
    /// Paths that are not recorded, with all below them: <c>/health</c>. None by default. An endpoint can be left out as well, by
    /// <c>WithoutPipeline()</c> where it is mapped.
    /// </summary>
    public IList<string> ExcludedPaths { get; } = [];

    internal void Validate()
    {
        List<string> problems = [];
        for (int index = 0; index < ExcludedPaths.Count; index++)
        {
            if (ExcludedPaths[index] is not { Length: > 1 } path || path[0] != '/')
                problems.Add($"Pipeline:Requests:ExcludedPaths:{index} is '{ExcludedPaths[index]}': it takes a path such as /health.");
        }

        for (int index = 0; index < KnownSegments.Count; index++)
        {
            if (string.IsNullOrWhiteSpace(KnownSegments[index]))
                problems.Add($"Pipeline:Requests:KnownSegments:{index} is empty: it takes the name of a segment.");
        }

        if (SegmentClaim is { Length: 0 })
            problems.Add("Pipeline:Requests:SegmentClaim is empty: it takes the type of a claim.");
        if (SegmentHeader is { Length: 0 })
            problems.Add("Pipeline:Requests:SegmentHeader is empty: it takes the name of a header.");
        if (problems.Count > 0)
            throw new InvalidOperationException(string.Join(Environment.NewLine, problems));
    }
}
