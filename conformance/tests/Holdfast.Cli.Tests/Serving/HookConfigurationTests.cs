using Holdfast.Cli.Serve;
using Holdfast.Server.Hooks;

namespace Holdfast.Cli.Tests.Serving;

/// <summary>Every flag of hooks arrives at its option; and without flags, tusd's defaults do (tusd-parity, sections 2 and 3).</summary>
public sealed class HookConfigurationTests
{
    [Test]
    public void Http_hooks_receive_each_given_value()
    {
        var options = HookConfiguration.ReadHttp(Given(
            ("hooks-http", "https://a.test/hooks"), ("hooks-http-forward-headers", "Authorization, Cookie"), ("hooks-http-retry", "5"),
            ("hooks-http-backoff", "2s"), ("hooks-http-timeout", "3s"), ("hooks-http-size-limit", "4"), ("hooks-http-skip-verify", "true"),
            ("hooks-http-require-content-type", "true"), ("hooks-http-max-connections", "6")));

        options.Url.ShouldBe(new Uri("https://a.test/hooks"));
        options.ForwardHeaders.ShouldBe(["Authorization", "Cookie"]);
        (options.Attempts, options.Backoff, options.Timeout, options.SizeLimit, options.MaxConnections).ShouldBe(
            (5, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3), 4, 6));
        (options.SkipVerify, options.RequireContentType).ShouldBe((true, true));
    }

    [Test]
    public void Without_flags_the_defaults_are_tusds()
    {
        var options = HookConfiguration.ReadHttp(Given(("hooks-http", "http://localhost:8000")));

        options.ForwardHeaders.ShouldBeEmpty();
        (options.Attempts, options.Backoff, options.Timeout, options.SizeLimit).ShouldBe(
            (3, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(15), 5120));
        (options.SkipVerify, options.RequireContentType).ShouldBe((false, false));
        HookConfiguration.ReadEvents(Given()).ShouldBe(HookTypes.Default, ignoreOrder: true);
    }

    [Test]
    public void Grpc_hooks_receive_each_given_value()
    {
        var options = HookConfiguration.ReadGrpc(Given(
            ("hooks-grpc", "a.test:1"), ("hooks-grpc-forward-headers", "Authorization, Cookie"), ("hooks-grpc-retry", "5"),
            ("hooks-grpc-backoff", "2s"), ("hooks-grpc-timeout", "3s"), ("hooks-grpc-secure", "true"),
            ("hooks-grpc-server-tls-certificate", "s.pem"), ("hooks-grpc-client-tls-certificate", "c.pem"),
            ("hooks-grpc-client-tls-key", "k.pem")));

        options.Target.ShouldBe("a.test:1");
        options.ForwardHeaders.ShouldBe(["Authorization", "Cookie"]);
        (options.Attempts, options.Backoff, options.Timeout).ShouldBe((5, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3)));
        (options.IsSecure, options.ServerCertificateFile, options.ClientCertificateFile, options.ClientKeyFile)
            .ShouldBe((true, "s.pem", "c.pem", "k.pem"));
    }

    [Test]
    public void Without_flags_the_defaults_of_grpc_are_tusds()
    {
        var options = HookConfiguration.ReadGrpc(Given(("hooks-grpc", "a.test:1")));

        (options.Attempts, options.Backoff, options.Timeout, options.SizeLimit).ShouldBe(
            (3, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(2), 4 * 1024 * 1024));
        (options.IsSecure, options.ServerCertificateFile, options.ClientCertificateFile, options.ClientKeyFile)
            .ShouldBe((false, null, null, null));
        options.ForwardHeaders.ShouldBeEmpty();
    }

    [TestCase("15s", 15)]
    [TestCase("2m", 120)]
    public void Plugins_receive_their_file_and_time_limit(string text, int seconds)
    {
        var options = HookConfiguration.ReadPlugin(Given(("hooks-plugin", "a.dll"), ("hooks-plugin-timeout", text)));

        (options.AssemblyFile, options.Timeout).ShouldBe(("a.dll", TimeSpan.FromSeconds(seconds)));
    }

    [TestCase("0", null)]
    [TestCase("5s", 5)]
    public void Programs_have_a_time_limit_only_if_one_is_given(string text, int? seconds) =>
        HookConfiguration.ReadScripts(Given(("hooks-dir", "a"), ("hooks-dir-timeout", text))).Timeout
            .ShouldBe(seconds is { } given ? TimeSpan.FromSeconds(given) : null);

    [Test]
    public void Delivery_at_least_once_is_off_unless_it_is_asked_for()
    {
        var plain = HookConfiguration.Read(Given());
        (plain.AtLeastOnce, plain.LongestRetryPause).ShouldBe((false, TimeSpan.FromMinutes(1)));

        var kept = HookConfiguration.Read(Given(("hooks-at-least-once", "true"), ("hooks-longest-retry-pause", "7s")));

        (kept.AtLeastOnce, kept.LongestRetryPause).ShouldBe((true, TimeSpan.FromSeconds(7)));
    }

    [TestCase("", 7)]
    [TestCase("pre-finish", 1)]
    [TestCase("pre-finish, pre-access", 2)]
    public void Events_are_a_list_and_an_empty_one_stands_for_all_of_tusds(string text, int count) =>
        HookConfiguration.ReadEvents(Given(("hooks-enabled-events", text))).Count.ShouldBe(count);

    private static ServeSettings Given(params (string Name, string Text)[] flags)
    {
        var values = flags.ToDictionary(flag => flag.Name, flag => flag.Text);
        return new ServeSettings(flag => values.TryGetValue(flag.Name, out var text) ? new Setting(text, $"'-{flag.Name}'") : null);
    }
}
