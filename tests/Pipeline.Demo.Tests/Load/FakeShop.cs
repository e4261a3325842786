using System.Net;
using Pipeline.Demo.Load;

namespace Pipeline.Demo.Tests.Load;

/// <summary>Answers at once, or never, and tells of each request.</summary>
internal sealed class FakeShop(Action<Visit> onRequest) : HttpMessageHandler
{
    /// <summary>Visits that are never answered.</summary>
    public Visit? Hanging { get; init; }

    public HttpStatusCode Status { get; init; } = HttpStatusCode.OK;

    public HttpClient CreateClient() => new(this) { BaseAddress = new Uri("http://shop.test") };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Visit visit = new(request.RequestUri!.AbsolutePath, request.Headers.GetValues("X-Plan").Single());
        onRequest(visit);
        if (visit == Hanging)
            await Task.Delay(Timeout.Infinite, cancellationToken);
        return new HttpResponseMessage(Status);
    }
}
