using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Pipeline.Benchmarks.Overhead;

/// <summary>The service under load: Kestrel on loopback, a process of its own for each <see cref="ServiceMode"/>.</summary>
internal static class OverheadService
{
    /// <summary>Runs until its standard input ends, that is at the latest with the process that started it.</summary>
    /// <param name="mode">Who listens.</param>
    /// <param name="silo">Where the client delivers.</param>
    public static async Task RunAsync(ServiceMode mode, Uri silo)
    {
        await using IServiceRecorder recorder = mode switch
        {
            ServiceMode.Sdk => new ClientRecorder(silo),
            ServiceMode.OpenTelemetry => new MeterRecorder(),
            _ => new NoRecorder(),
        };
        ServiceWork work = new(recorder);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using WebApplication app = builder.Build();
        app.MapGet("/usage", async context => await context.Response.WriteAsJsonAsync(await recorder.FlushAsync()));
        app.MapGet("/page/{id}", context => AnswerAsync(context, "/page/{id}", work.Serialise));
        app.MapGet("/trivial/{id}", context => AnswerAsync(context, "/trivial/{id}", work.Answer));
        await app.StartAsync();
        Console.WriteLine(app.Urls.First());
        await Console.In.ReadToEndAsync();
        await app.StopAsync();

        async Task AnswerAsync(HttpContext context, string endpoint, Func<byte[]> answer)
        {
            using IDisposable? call = recorder.Begin(endpoint, "free");
            byte[] body = answer();
            context.Response.ContentLength = body.Length;
            await context.Response.Body.WriteAsync(body);
        }
    }
}
