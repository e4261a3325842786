using Microsoft.Extensions.Options;
using Pipeline.Silo.Webhooks;

namespace Pipeline.EndToEnd.Tests.Webhooks;

public sealed class WebhookTransportOptionsTests
{
    private readonly WebhookTransportOptionsValidator _validator = new();

    [Fact]
    public void Validate_Defaults_AreTaken() => Assert.True(_validator.Validate(null, new WebhookTransportOptions()).Succeeded);

    [Theory]
    [InlineData("127.0.0.0/8")]
    [InlineData("::1/128")]
    [InlineData("10.1.0.0/16")]
    public void Validate_Network_IsTaken(string network) =>
        Assert.True(_validator.Validate(null, new WebhookTransportOptions { AllowedNetworks = [network] }).Succeeded);

    [Theory]
    [InlineData("")]
    [InlineData("10.0.0.0")]
    [InlineData("10.0.0.1/8")]
    [InlineData("10.0.0.0/33")]
    [InlineData("localhost")]
    public void Validate_NoNetwork_IsRefused(string network)
    {
        ValidateOptionsResult result = _validator.Validate(null, new WebhookTransportOptions { AllowedNetworks = [network] });
        Assert.Contains($"'{network}'", result.FailureMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_TimesOutOfBounds_AreRefused()
    {
        ValidateOptionsResult result = _validator.Validate(
            null, new WebhookTransportOptions { ConnectTimeout = TimeSpan.Zero, TotalTimeout = TimeSpan.FromHours(1) });
        Assert.Equal(2, result.Failures!.Count());
    }

    [Fact]
    public async Task Silo_NetworkThatIsNone_DoesNotStart()
    {
        using Testing.TemporaryDirectory directory = new();
        await using ToolProcess silo = ToolProcess.Start(
            "Pipeline.Silo",
            ["up", "--port", "0", "--data", directory.File("data")],
            new Dictionary<string, string> { ["Pipeline__Webhooks__AllowedNetworks__0"] = "10.0.0.1/8" });
        Assert.NotEqual(0, await silo.WaitForExitAsync());
        Assert.Contains("Pipeline:Webhooks:AllowedNetworks has '10.0.0.1/8'", silo.Output, StringComparison.Ordinal);
    }
}
