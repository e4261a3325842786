namespace Pipeline.Actors;

/// <summary>Values that travel with calls: what is set before a call can be read by the callee, and by whom it calls.</summary>
public static class RequestContext
{
    internal const string ReentrancyKey = "#reentrancy";

    // A dictionary in here is never changed, only replaced: requests share it with their caller.
    private static readonly AsyncLocal<Dictionary<string, object>?> s_values = new();

    /// <summary>Identifies the call chain that may enter the activations that allowed it; empty for none.</summary>
    public static Guid ReentrancyId
    {
        get => Get(ReentrancyKey) is Guid id ? id : Guid.Empty;
        set
        {
            if (value == Guid.Empty)
                Remove(ReentrancyKey);
            else
                Set(ReentrancyKey, value);
        }
    }

    internal static Dictionary<string, object>? Current
    {
        get => s_values.Value;
        set
        {
            if (!ReferenceEquals(s_values.Value, value))
                s_values.Value = value;
        }
    }

    /// <summary>Until disposed, calls that come back along chains started in this scope may interleave with the running call.</summary>
    public static ReentrancySection AllowCallChainReentrancy()
    {
        Guid original = ReentrancyId;
        return new ReentrancySection(original, original == Guid.Empty ? Guid.NewGuid() : original);
    }

    /// <summary>Until disposed, calls made in this scope do not belong to an allowed chain.</summary>
    public static ReentrancySection SuppressCallChainReentrancy() => new(ReentrancyId, Guid.Empty);

    /// <summary>The value under a key, or null.</summary>
    public static object? Get(string key) => s_values.Value is { } values && values.TryGetValue(key, out object? value) ? value : null;

    /// <summary>Sets a value for the calls that follow in this flow of control.</summary>
    public static void Set(string key, object value)
    {
        Dictionary<string, object> values = s_values.Value is { } old ? new(old) : [];
        values[key] = value;
        s_values.Value = values;
    }

    /// <summary>Removes a value; returns whether there was one.</summary>
    public static bool Remove(string key)
    {
        if (s_values.Value is not { } old || !old.ContainsKey(key))
            return false;
        Dictionary<string, object> values = new(old);
        values.Remove(key);
        s_values.Value = values.Count == 0 ? null : values;
        return true;
    }

    /// <summary>Removes all values.</summary>
    public static void Clear() => Current = null;

    /// <summary>A scope within which a call chain is allowed or suppressed.</summary>
    public readonly struct ReentrancySection : IDisposable
    {
        private readonly Guid _original;
        private readonly Guid _id;

        /// <summary>Enters the scope.</summary>
        /// <param name="originalReentrancyId">To go back to.</param>
        /// <param name="newReentrancyId">In force within; empty to suppress.</param>
        public ReentrancySection(Guid originalReentrancyId, Guid newReentrancyId)
        {
            _original = originalReentrancyId;
            _id = newReentrancyId;
            if (_id != _original)
                ReentrancyId = _id;
            if (_id != Guid.Empty)
                Activations.Activation.Current?.EnterReentrantSection(_id);
        }

        /// <summary>Leaves the scope.</summary>
        public void Dispose()
        {
            if (_id != Guid.Empty)
                Activations.Activation.Current?.LeaveReentrantSection(_id);
            if (_id != _original)
                ReentrancyId = _original;
        }
    }
}
