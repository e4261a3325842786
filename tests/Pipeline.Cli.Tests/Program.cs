using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Pipeline.Cli.Tests;

/// <summary>The test assembly run as a program: a silo that says where it listens, is ready, and ends with the exit code that its data
/// folder is named after. Test runners never come here.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using WebApplication silo = builder.Build();
        silo.MapGet("/readyz", () => Results.Ok());
        await silo.StartAsync();
        await Console.Out.WriteLineAsync($"listening on {silo.Urls.Single()}");
        await silo.WaitForShutdownAsync();
        await Console.Error.WriteLineAsync("stopped");
        return int.Parse(Path.GetFileName(args[^1]), System.Globalization.CultureInfo.InvariantCulture);
    }
}
