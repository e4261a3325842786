using System.Net;
using System.Net.Sockets;
using Pipeline.Silo.Webhooks;

namespace Pipeline.EndToEnd.Tests.Webhooks;

/// <summary>A name service that has what a test says: each name's answers in turn, the last again and again.</summary>
internal sealed class FixedResolver : INameResolver
{
    private readonly Dictionary<string, Queue<IPAddress[]>> _answers = [];

    public FixedResolver Answer(string host, params string[] addresses)
    {
        if (!_answers.TryGetValue(host, out Queue<IPAddress[]>? answers))
            _answers[host] = answers = new Queue<IPAddress[]>();
        answers.Enqueue([.. addresses.Select(IPAddress.Parse)]);
        return this;
    }

    public Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken) =>
        !_answers.TryGetValue(host, out Queue<IPAddress[]>? answers)
            ? Task.FromException<IPAddress[]>(new SocketException((int)SocketError.HostNotFound))
            : Task.FromResult(answers.Count > 1 ? answers.Dequeue() : answers.Peek());
}
