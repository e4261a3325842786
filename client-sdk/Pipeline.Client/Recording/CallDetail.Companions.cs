namespace Pipeline.Client.Recording;

/// <content>Companions.</content>
internal sealed partial class CallDetail
{
    private ICallCompanion[]? _companions;

    public bool HasCompanions => Volatile.Read(ref _companions) is not null;

    /// <summary>The companion of a type, created if need be. Under the lock.</summary>
    public T GetCompanion<T>(Func<T> create)
        where T : class, ICallCompanion
    {
        foreach (ICallCompanion companion in _companions ?? [])
        {
            if (companion is T known)
                return known;
        }

        T created = create();
        _companions = [.. _companions ?? [], created];
        return created;
    }

    /// <summary>Has the companions add what they gathered. Not under the lock, which they take themselves.</summary>
    /// <returns>How many of them failed.</returns>
    public int AskCompanions(Call call)
    {
        int failed = 0;
        foreach (ICallCompanion companion in Volatile.Read(ref _companions) ?? [])
        {
            try
            {
                companion.OnEnding(call);
            }
            catch (Exception)
            {
                failed++;
            }
        }

        return failed;
    }
}
