namespace Pipeline.Silo.Query;

/// <summary>The parameters that a path takes. Others are refused, since one that is misspelt would be ignored otherwise.</summary>
internal sealed class KnownParameters(params IReadOnlyList<string> names)
{
    /// <summary>For paths that take none.</summary>
    public static KnownParameters None { get; } = new();

    /// <summary>For people: which parameter is unknown or given more than once; null if none is.</summary>
    public string? FindDefect(IQueryCollection parameters)
    {
        foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in parameters)
        {
            if (!names.Contains(name, StringComparer.Ordinal))
                return $"{name} is unknown: {(names.Count == 0 ? "this path takes no parameters." : $"this path takes {string.Join(", ", names)}.")}";
            if (values.Count > 1)
                return $"{name} is given {values.Count} times: it takes one value.";
        }

        return null;
    }

    /// <summary>The problem of the first of them; null if there is none.</summary>
    public IResult? FindProblem(IQueryCollection parameters) =>
        FindDefect(parameters) is { } defect ? Problems.Create(400, "malformed-parameter", "Malformed parameter", defect) : null;
}
