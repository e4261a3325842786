using Pipeline.Testing;

namespace Pipeline.EndToEnd.Tests;

/// <summary>One silo for all tests of a class; each test uses endpoints of its own.</summary>
public sealed class SiloFixture : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private SiloProcess? _silo;

    internal SiloProcess Silo => _silo!;

    internal string DataDirectory => _directory.File("data");

    public async Task InitializeAsync() => _silo = await SiloProcess.StartAsync(DataDirectory);

    public async Task DisposeAsync()
    {
        await _silo!.DisposeAsync();
        _directory.Dispose();
    }
}
