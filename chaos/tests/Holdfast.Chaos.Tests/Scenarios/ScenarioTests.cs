using Microsoft.Extensions.Time.Testing;

namespace Holdfast.Chaos.Tests.Scenarios;

public sealed class ScenarioTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Test]
    [CancelAfter(20_000)]
    public async Task Each_step_replaces_the_toxics_of_the_one_before_and_leaves_others_alone(CancellationToken token)
    {
        var time = new FakeTimeProvider();
        await using var rig = await Rig.StartAsync(options => options with { TimeProvider = time }, Toxic.LimitData(1000));
        var scenario = new Scenario
        {
            Steps =
            [
                new ScenarioStep(TimeSpan.Zero, Toxic.Latency(Second), Toxic.Bandwidth(5)),
                new ScenarioStep(Second, Toxic.Latency(2 * Second)) { Name = "slower" },
                new ScenarioStep(2 * Second) { Enabled = false },
                new ScenarioStep(3 * Second, Toxic.Bandwidth(0)),
            ],
        };
        var playing = rig.Proxy.PlayAsync(scenario, token);
        await StepAsync(rig, 0, token);
        rig.Proxy.Toxics.Select(toxic => toxic.Type).ShouldBe(["limit_data", "latency", "bandwidth"]);

        time.Advance(Second);
        (await StepAsync(rig, 1000, token)).Detail.ShouldBe("'scenario' is at 1000 ms: slower.");
        await rig.EventAsync(ChaosEventKind.ToxicUpdated, token);
        rig.Proxy.Toxics.ShouldBe([Toxic.LimitData(1000), Toxic.Latency(2 * Second)]);

        time.Advance(Second);
        await rig.EventAsync(ChaosEventKind.ProxyDisabled, token);
        rig.Proxy.Toxics.Count.ShouldBe(1);

        time.Advance(Second);
        await playing;
        rig.Proxy.Enabled.ShouldBeTrue();
        rig.Proxy.Toxics.ShouldBe([Toxic.LimitData(1000), Toxic.Bandwidth(0)]);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_repeating_scenario_starts_again_after_its_last_step(CancellationToken token)
    {
        var time = new FakeTimeProvider();
        await using var rig = await Rig.StartAsync(options => options with { TimeProvider = time });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(token);
        var playing = rig.Proxy.PlayAsync(
            new Scenario { RepeatAfter = Second, Steps = [new ScenarioStep(TimeSpan.Zero, Toxic.Bandwidth(5))] }, stop.Token);
        for (var second = 0; second < 3; second++)
        {
            await StepAsync(rig, second * 1000, token);
            time.Advance(Second);
        }

        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(playing);
        rig.Proxy.Toxics.ShouldHaveSingleItem();
    }

    [Test]
    public void Every_profile_can_be_read_and_says_where_its_numbers_come_from()
    {
        NetworkProfile.Names.ShouldBe(["3g", "4g", "cable-pulled", "gprs", "hotel-wifi", "satellite", "train-tunnel"]);
        foreach (var profile in NetworkProfile.Names.Select(NetworkProfile.Named))
        {
            profile.Description.Length.ShouldBeGreaterThan(30);
            NetworkProfile.Named(profile.Name).Steps.Count.ShouldBe(profile.Steps.Count);
        }

        Scenario[] all =
        [
            NetworkProfile.Gprs, NetworkProfile.ThreeG, NetworkProfile.FourG, NetworkProfile.HotelWifi,
            NetworkProfile.Satellite, NetworkProfile.TrainTunnel, NetworkProfile.CablePulled,
        ];
        all.Select(profile => profile.Name).Order(StringComparer.Ordinal).ShouldBe(NetworkProfile.Names);
    }

    [Test]
    public void The_profile_train_tunnel_has_no_network_for_twenty_seconds()
    {
        var steps = NetworkProfile.TrainTunnel.Steps;

        steps.Select(step => step.Name).ShouldBe(["good", "worse", "gone", "back"]);
        (steps[3].At - steps[2].At).ShouldBe(TimeSpan.FromSeconds(20));
        steps[2].Toxics.OfType<BandwidthToxic>().ShouldAllBe(toxic => toxic.KilobytesPerSecond == 0);
    }

    [TestCase("", "EOF")]
    [TestCase("[]", "must be an object")]
    [TestCase("{}", "'steps' is missing or empty")]
    [TestCase("""{"steps":[{"at":-1}]}""", "'at' is -1")]
    [TestCase("""{"steps":[{"at":"soon"}]}""", "'at' must be a 64-bit integer")]
    [TestCase("""{"steps":[{"at":5},{"at":3}]}""", "step 2 comes before step 1")]
    [TestCase("""{"steps":[{"at":5}],"repeat_after":4}""", "'repeat_after' is 4")]
    [TestCase("""{"steps":[{"toxics":[{"type":"rain"}]}]}""", "invalid toxic type")]
    [TestCase("""{"proxies":[{"name":"p"}],"steps":[{}]}""", "missing required field: upstream at proxy 1")]
    public void A_malformed_scenario_is_refused_with_a_sentence(string json, string text)
    {
        var refused = Should.Throw<FormatException>(() => Scenario.Parse(json));

        refused.Message.ShouldContain(text);
        refused.Message.ShouldContain("docs/scenario.schema.json");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_scenario_file_creates_its_proxies(CancellationToken token)
    {
        await using var server = await ToxiproxyServer.StartAsync(new ToxiproxyServerOptions { Port = 0 }, token);
        (await server.PopulateAsync("""[{"name":"other","listen":"127.0.0.1:0","upstream":"127.0.0.1:1"}]""", token)).ShouldBe(1);

        await server.PlayAsync(
            Scenario.Parse(
                """{"proxies":[{"name":"p","listen":"127.0.0.1:0","upstream":"127.0.0.1:1"}],"steps":[{"toxics":[{"type":"noop"}]}]}"""),
                token);

        server.Proxies.Select(proxy => (proxy.Name, proxy.Toxics.Count)).ShouldBe([("other", 0), ("p", 1)]);
        var refused = await Should.ThrowAsync<ChaosProxyException>(() => server.PopulateAsync("""[{"name":"q"}]""", token));
        refused.Message.ShouldContain("missing required field: upstream at proxy 1");
    }

    private static Task<ChaosEvent> StepAsync(Rig rig, int milliseconds, CancellationToken token) => rig.Proxy.WaitForAsync(
        entry => entry.Kind == ChaosEventKind.ScenarioStep && entry.Detail.Contains($" at {milliseconds} ms", StringComparison.Ordinal),
        token);
}
