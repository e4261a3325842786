using Pipeline.Client.Capture.Naming;

namespace Pipeline.Client.Tests.Capture;

public sealed class NameTableTests
{
    [Fact]
    public void Get_TheSameTwice_IsTheSameObject()
    {
        NameTable names = new(10);
        Assert.Equal("http GET api.example.com", names.Get("http GET", "api.example.com"));
        Assert.Same(names.Get("http GET", "api.example.com"), names.Get("http GET", "api.example.com".ToCharArray()));
    }

    [Fact]
    public void Get_BeyondTheBound_IsOther()
    {
        NameTable names = new(3);
        string[] made = [.. Enumerable.Range(0, 10).Select(index => names.Get("http GET", $"host{index}"))];
        Assert.Equal(["http GET host0", "http GET host1", "http GET host2"], made[..3]);
        Assert.All(made[3..], name => Assert.Equal("http GET (other)", name));
        Assert.Equal("http GET host1", names.Get("http GET", "host1"));
        Assert.Equal("http POST (other)", names.Get("http POST", "host1"));
    }

    [Fact]
    public void Get_WithoutATarget_IsThePrefix() => Assert.Equal("sqlite COMMIT", new NameTable(1).Get("sqlite COMMIT", default));

    [Fact]
    public async Task Get_FromManyThreads_MakesEachNameOnce()
    {
        NameTable names = new(100);
        string[][] made = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
            Enumerable.Range(0, 100).Select(index => names.Get("p", $"target {index}")).ToArray())));
        for (int index = 0; index < 100; index++)
            Assert.Single(made.Select(thread => thread[index]).Distinct(ReferenceEqualityComparer.Instance));
    }
}
