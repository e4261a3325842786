using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Pipeline.Deploy.Tests;

/// <summary>Compose fits the program, and lets nobody in who is not on the machine.</summary>
public sealed partial class ComposeTests
{
    private static readonly JsonNode s_compose = Yaml.Load("deploy/compose/compose.yaml");
    private static readonly JsonNode[] s_silos = [.. s_compose["services"].Members().Where(service => service.Key.StartsWith("silo-", StringComparison.Ordinal)).Select(service => service.Value!)];

    private static IEnumerable<IPAddress> FixedAddresses => Services
        .Where(service => service["networks"] is JsonObject networks && networks["inside"]?["ipv4_address"] is not null)
        .Select(service => IPAddress.Parse(service["networks"]!["inside"]!["ipv4_address"].Text()));

    private static IEnumerable<JsonNode> Services => s_compose["services"].Members().Select(service => service.Value!);

    [Fact]
    public void Silos_Three_EachAtAnAddressOfItsOwn()
    {
        string[] advertised = [.. s_silos.Select(silo => silo["environment"]!["Pipeline__Cluster__AdvertisedAddress"].Text())];
        Assert.Equal(3, advertised.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(advertised, s_silos.Select(silo => silo["networks"]!["inside"]!["ipv4_address"].Text()));
    }

    [Fact]
    public void Ports_Each_IsOfThisMachineOnly() =>
        Assert.All(Services.SelectMany(service => service["ports"].Elements()), port => Assert.StartsWith("127.0.0.1:", port.Text(), StringComparison.Ordinal));

    [Fact]
    public void Silos_AndRedis_AreNotPublished()
    {
        Assert.All(s_silos.Append(s_compose["services"]!["redis"]!), service => Assert.Null(service["ports"]));
        Assert.Equal("true", s_compose["networks"]!["inside"]!["internal"].Text());
        Assert.Equal(["inside"], s_compose["services"]!["redis"]!["networks"].Elements().Select(network => network.Text()));
    }

    [Fact]
    public void Services_Each_IsHardenedAndStartedAgain() =>
        Assert.All(Services, service =>
        {
            Assert.Equal("unless-stopped", service["restart"].Text());
            Assert.Equal("true", service["read_only"].Text());
            Assert.Equal(["ALL"], service["cap_drop"].Elements().Select(capability => capability.Text()));
            Assert.Equal(["no-new-privileges:true"], service["security_opt"].Elements().Select(option => option.Text()));
        });

    [Fact]
    public void Silos_StopGracePeriod_LeavesTimeForTheStop() =>
        Assert.All(s_silos, silo =>
        {
            double stop = TimeSpan.Parse(silo["environment"]!["Pipeline__StopTimeout"].Text(), CultureInfo.InvariantCulture).TotalSeconds;
            // Twenty seconds after that the silo ends itself.
            Assert.True(int.Parse(silo["stop_grace_period"].Text().TrimEnd('s'), CultureInfo.InvariantCulture) > stop + 20);
        });

    [Fact]
    public void Dependencies_ButThoseOfTheEntrance_WaitForHealth()
    {
        string[] healthy = [.. s_compose["services"].Members().Where(service => service.Value!["healthcheck"] is not null).Select(service => service.Key)];
        Assert.All(Services.SelectMany(service => service["depends_on"].Members()).Where(dependency => !dependency.Key.StartsWith("silo-", StringComparison.Ordinal)), dependency =>
        {
            Assert.Equal("service_healthy", dependency.Value!["condition"].Text());
            Assert.Contains(dependency.Key, healthy);
        });
    }

    [Fact]
    public void Volumes_Mounted_AreThere()
    {
        string[] mounts = [.. Services.SelectMany(service => service["volumes"].Elements()).Select(volume => volume.Text().Split(':')[0]).Distinct()];
        Assert.All(mounts.Where(mount => mount[0] == '.'), mount => Assert.True(Path.Exists(Repository.PathOf(Path.Combine("deploy/compose", mount))), mount));
        Assert.Equal(mounts.Where(mount => mount[0] != '.').Order(), s_compose["volumes"].Members().Select(volume => volume.Key).Order());
    }

    [Fact]
    public void Redis_Writes_AreOnDiskAndNeverEvicted()
    {
        string[] lines = Repository.Read("deploy/compose/redis.conf").Split('\n');
        Assert.Subset(lines.ToHashSet(), new HashSet<string> { "appendonly yes", "appendfsync always", "maxmemory-policy noeviction" });
        Assert.Contains(lines, line => MaxMemory().IsMatch(line));
    }

    [Fact]
    public void Prometheus_Targets_AreServices()
    {
        string[] services = [.. s_compose["services"].Members().Select(service => service.Key)];
        string[] targets = [.. Target().Matches(Repository.Read("deploy/prometheus/prometheus.yml")).Select(match => match.Groups[1].Value).Where(host => host != "localhost").Distinct()];
        Assert.NotEmpty(targets);
        Assert.Empty(targets.Except(services));
        Assert.All(s_silos.Select((_, i) => $"silo-{i + 1}"), silo => Assert.Contains(silo, targets));
    }

    [Fact]
    public void Entrance_Limit_IsThatOfTheSilo()
    {
        string nginx = Repository.Read("deploy/compose/nginx.conf");
        Assert.Contains("BodySizeMax { get; set; } = 16 << 20;", Repository.Read("silo/Pipeline.Silo/Ingest/IngestOptions.cs"), StringComparison.Ordinal);
        Assert.Contains("client_max_body_size 16m;", nginx, StringComparison.Ordinal);
        Assert.DoesNotContain("non_idempotent", nginx, StringComparison.Ordinal);
        // By address: names are asked for once, at the start.
        Assert.Equal(
            s_silos.Select(silo => silo["networks"]!["inside"]!["ipv4_address"].Text()),
            Upstream().Matches(nginx).Select(server => server.Groups[1].Value));
        Assert.DoesNotContain("least_conn;", nginx, StringComparison.Ordinal);
    }

    [Fact]
    public void Addresses_Fixed_AreNotGivenToOthers()
    {
        JsonNode pool = s_compose["networks"]!["inside"]!["ipam"]!["config"].Elements().Single();
        IPNetwork subnet = IPNetwork.Parse(pool["subnet"].Text());
        IPNetwork given = IPNetwork.Parse(pool["ip_range"].Text());
        Assert.True(subnet.Contains(given.BaseAddress));
        Assert.All(FixedAddresses, address => Assert.True(subnet.Contains(address) && !given.Contains(address), address.ToString()));
        Assert.Equal(FixedAddresses.Count(), FixedAddresses.Distinct().Count());
    }

    [Fact]
    public void Webhooks_Inside_ReachTheAlertmanagerAlone() => Assert.All(s_silos, silo => Assert.Equal(
        [s_compose["services"]!["alertmanager"]!["networks"]!["inside"]!["ipv4_address"].Text() + "/32"],
        silo["environment"].Members().Where(setting => setting.Key.StartsWith("Pipeline__Webhooks__AllowedNetworks__", StringComparison.Ordinal)).Select(setting => setting.Value.Text())));

    [Fact]
    public void Port_Everywhere_IsTheSilosDefault()
    {
        Assert.Contains("Port { get; set; } = 7847;", Repository.Read("silo/Pipeline.Silo/SiloOptions.cs"), StringComparison.Ordinal);
        Assert.Contains("EXPOSE 7847 ", Repository.Read("deploy/Containerfile"), StringComparison.Ordinal);
        Assert.All(s_silos, silo => Assert.Equal("7847", silo["environment"]!["Pipeline__Port"].Text()));
    }

    [GeneratedRegex(@"^ +server ([\d.]+):7847 ", RegexOptions.Multiline)]
    private static partial Regex Upstream();

    [GeneratedRegex(@"^maxmemory \d+[kmg]b$")]
    private static partial Regex MaxMemory();

    [GeneratedRegex("""["/]([a-z][a-z0-9-]*):\d{4,5}""")]
    private static partial Regex Target();
}
