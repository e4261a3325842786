namespace Pipeline.Detection.Incidents;

/// <summary>Which endpoint calls which: an operation that is named like an endpoint is a call of it.</summary>
/// <remarks>Immutable, and safe for many readers. Names are compared by their characters, exactly.</remarks>
public sealed class CallGraph
{
    private readonly Dictionary<string, HashSet<string>> _callees = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _callers = new(StringComparer.Ordinal);

    /// <param name="endpoints">The names of all endpoints.</param>
    /// <param name="operations">Endpoints with the names of their operations; what is not named like an endpoint is left out.</param>
    public CallGraph(IEnumerable<string> endpoints, IEnumerable<(string Endpoint, string Operation)> operations)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(operations);
        HashSet<string> known = new(endpoints, StringComparer.Ordinal);
        foreach ((string caller, string operation) in operations)
        {
            if (caller == operation || !known.Contains(operation))
                continue;
            SetOf(_callees, caller).Add(operation);
            SetOf(_callers, operation).Add(caller);
        }
    }

    /// <summary>Whether the one calls the other itself.</summary>
    public bool IsEdge(string caller, string callee) => _callees.TryGetValue(caller, out HashSet<string>? callees) && callees.Contains(callee);

    /// <summary>Whether one of the two calls the other, or a third calls both.</summary>
    public bool AreConnected(string left, string right) =>
        left == right
        || IsEdge(left, right)
        || IsEdge(right, left)
        || (_callers.TryGetValue(left, out HashSet<string>? ofLeft) && _callers.TryGetValue(right, out HashSet<string>? ofRight) && ofLeft.Overlaps(ofRight));

    /// <summary>Whether an endpoint calls one of some others, itself or through endpoints between them.</summary>
    public bool Reaches(string caller, IReadOnlySet<string> targets)
    {
        ArgumentNullException.ThrowIfNull(targets);
        HashSet<string> seen = new(StringComparer.Ordinal) { caller };
        Stack<string> open = new([caller]);
        while (open.TryPop(out string? endpoint))
        {
            if (!_callees.TryGetValue(endpoint, out HashSet<string>? callees))
                continue;
            foreach (string callee in callees.Where(seen.Add))
            {
                if (targets.Contains(callee))
                    return true;
                open.Push(callee);
            }
        }

        return false;
    }

    private static HashSet<string> SetOf(Dictionary<string, HashSet<string>> sets, string name)
    {
        if (!sets.TryGetValue(name, out HashSet<string>? set))
            sets.Add(name, set = new HashSet<string>(StringComparer.Ordinal));
        return set;
    }
}
