namespace Pipeline.Core.Series;

/// <summary>Why a question for series has no answer.</summary>
/// <param name="Code">A stable word: <c>malformed-parameter</c>, <c>too-many-points</c> or <c>unknown-name</c>.</param>
/// <param name="Detail">For people: what, and what there is instead.</param>
public sealed record SeriesFault(string Code, string Detail)
{
    internal static SeriesFault Malformed(string detail) => new("malformed-parameter", detail);

    internal static SeriesFault TooManyPoints(string detail) => new("too-many-points", detail);

    internal static SeriesFault UnknownName(string detail) => new("unknown-name", detail);
}
