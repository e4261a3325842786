namespace Pipeline.Actors.Calls;

/// <summary>
/// Requests in order of arrival, linked through themselves: adding and removing anywhere costs no allocation and no search.
/// </summary>
/// <remarks>Not thread-safe; guarded by the activation that owns it. A request is in one queue at most.</remarks>
internal sealed class RequestQueue
{
    public Request? First { get; private set; }

    public Request? Last { get; private set; }

    public int Count { get; private set; }

    public void Add(Request request)
    {
        request.Queue = this;
        request.Previous = Last;
        if (Last is null)
            First = request;
        else
            Last.Next = request;
        Last = request;
        Count++;
    }

    public void Remove(Request request)
    {
        if (request.Previous is null)
            First = request.Next;
        else
            request.Previous.Next = request.Next;
        if (request.Next is null)
            Last = request.Previous;
        else
            request.Next.Previous = request.Previous;
        request.Queue = null;
        request.Next = request.Previous = null;
        Count--;
    }

    public void DrainTo(List<Request> target)
    {
        while (First is { } request)
        {
            Remove(request);
            target.Add(request);
        }
    }
}
