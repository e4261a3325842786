using Microsoft.Extensions.Configuration;

namespace Pipeline.Silo.Hosting;

/// <summary>Where Orleans clients connect. Setting <c>Pipeline:GatewayPort</c>: 1 to 65535, at the advertised address; 0, the default, lets none in.</summary>
internal static class GatewayPort
{
    public const string Setting = "Pipeline:GatewayPort";

    /// <exception cref="ArgumentException">The setting is not a port.</exception>
    public static int Read(IConfiguration configuration)
    {
        if (configuration[Setting] is not { } text)
            return 0;
        return int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out int port) && port is >= 0 and <= 65_535
            ? port
            : throw new ArgumentException($"{Setting} is '{text}': it takes 0 to 65535.");
    }
}
