using System.CommandLine;
using System.CommandLine.Help;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using CliWrap.Buffered;
using Holdfast.Chaos;
using Holdfast.Cli.Commands;
using Holdfast.Cli.Serve;
using Holdfast.Cli.Tests.Serving;
using Command = System.CommandLine.Command;

namespace Holdfast.Cli.Tests.Commands;

/// <summary>
/// Every command starts with nothing but its defaults, and with each default written out, as a process in a directory of its own.
/// </summary>
[CancelAfter(120_000)]
public sealed class DefaultsTests
{
    private const string Serving = "You can now upload files to: ";
    private const string Proxying = "Toxiproxy's API listens on ";

    private static readonly RootCommand Root = CommandTree.Create();

    /// <summary>The flags of tusd that have a default; the port is replaced, because a test cannot count on one.</summary>
    private static Dictionary<string, string> Flags => ServeFlags.All.Where(flag => flag.Default.Length > 0)
        .ToDictionary(flag => flag.Name, flag => flag.Name == "port" ? "0" : flag.Default);

    private static IEnumerable<string> CommandPaths => Paths(Root, "");

    [Test]
    public async Task Serve_starts_without_a_single_option_and_takes_an_upload(CancellationToken cancellationToken)
    {
        RequireFree(8080);
        using var directory = new TemporaryDirectory();
        using var command = RunningCommand.StartIn(directory.FullName, [], "serve");

        (await command.LineAsync(Serving, cancellationToken)).ShouldBe($"{Serving}http://127.0.0.1:8080/files/");
        await UploadAsync(8080, cancellationToken);

        (await command.InterruptAsync(cancellationToken)).ShouldBe(0);
        Directory.GetFiles(directory.At("data"), "*.info").Length.ShouldBe(1);
    }

    [TestCase("-{0}={1}")]
    [TestCase("--{0}={1}")]
    public async Task Serve_takes_each_default_as_a_flag(string form, CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        var flags = Flags.Select(flag => string.Format(CultureInfo.InvariantCulture, form, flag.Key, flag.Value));
        using var command = RunningCommand.StartIn(directory.FullName, [], ["serve", .. flags]);

        await ServesAsync(command, cancellationToken);
    }

    [Test]
    public async Task Serve_takes_each_default_as_a_variable(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        var variables = ServeFlags.All.Where(flag => Flags.ContainsKey(flag.Name))
            .ToDictionary(flag => flag.Variable, string? (flag) => Flags[flag.Name]);
        using var command = RunningCommand.StartIn(directory.FullName, variables, "serve");

        await ServesAsync(command, cancellationToken);
    }

    [Test]
    public async Task Serve_takes_each_default_as_a_member_of_its_file(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(directory.At("c.json"), JsonSerializer.Serialize(Flags), cancellationToken);
        using var command = RunningCommand.StartIn(directory.FullName, [], "serve", "--config", "c.json");

        await ServesAsync(command, cancellationToken);
    }

    [Test]
    public async Task Serve_starts_with_each_switch_that_is_off_by_default(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        var switches = ServeFlags.All.Where(flag => flag.IsSwitch && flag.Default == "false").Select(flag => $"-{flag.Name}");
        using var command = RunningCommand.StartIn(directory.FullName, [], ["serve", "-port", "0", .. switches]);

        await command.LineAsync(Serving, cancellationToken);

        (await command.InterruptAsync(cancellationToken)).ShouldBe(0);
    }

    [Test]
    public async Task Proxy_starts_without_a_single_option(CancellationToken cancellationToken)
    {
        RequireFree(8474);
        using var directory = new TemporaryDirectory();
        using var command = RunningCommand.StartIn(directory.FullName, [], "proxy");

        (await command.LineAsync(Proxying, cancellationToken)).ShouldBe($"{Proxying}http://127.0.0.1:8474/");
        using var client = new ToxiproxyClient(new Uri("http://localhost:8474/"));
        (await client.GetVersionAsync(cancellationToken)).ShouldNotBeEmpty();

        (await command.InterruptAsync(cancellationToken)).ShouldBe(0);
    }

    [Test]
    public async Task Proxy_takes_each_default_as_an_option(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        using var command = RunningCommand.StartIn(directory.FullName, [], ["proxy", .. DefaultsOf("proxy"), "--port", "0"]);

        var url = new Uri((await command.LineAsync(Proxying, cancellationToken))[Proxying.Length..]);
        using var client = new ToxiproxyClient(url);
        (await client.GetVersionAsync(cancellationToken)).ShouldNotBeEmpty();

        (await command.InterruptAsync(cancellationToken)).ShouldBe(0);
    }

    [Test]
    public async Task Check_takes_each_default_as_an_option_and_writes_its_report_where_it_says(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        var run = await HoldfastCommand.Of(["check", .. DefaultsOf("check"), "--only", "tus/core/options"])
            .WithWorkingDirectory(directory.FullName).ExecuteBufferedAsync(cancellationToken);

        run.ExitCode.ShouldBe(ExitCode.Ok, run.StandardError);
        File.Exists(directory.At(Path.Combine("holdfast-report", "index.html"))).ShouldBeTrue();
    }

    [TestCaseSource(nameof(CommandPaths))]
    public async Task Every_command_has_a_help_of_80_columns(string path, CancellationToken cancellationToken)
    {
        var run = await HoldfastCommand.RunAsync(cancellationToken, [.. path.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);

        run.ExitCode.ShouldBe(ExitCode.Ok);
        run.StandardError.ShouldBeEmpty();
        run.StandardOutput.ShouldContain($"holdfast {path}".TrimEnd());
        run.StandardOutput.Split('\n').ShouldAllBe(line => line.Length <= 80);
    }

    private static IEnumerable<string> Paths(Command command, string path) =>
        command.Subcommands.SelectMany(child => Paths(child, $"{path} {child.Name}".Trim())).Prepend(path);

    /// <summary>
    /// Each option that has a default, with that default as a user would write it; a port is left out, because a test cannot count on one.
    /// </summary>
    private static IEnumerable<string> DefaultsOf(string command) => Root.Subcommands.Single(one => one.Name == command).Options
        .Where(option => option is not HelpOption && option.HasDefaultValue && option.ValueType != typeof(bool) && option.Name != "--port")
        .SelectMany(option => new[] { option.Name, string.Create(CultureInfo.InvariantCulture, $"{option.GetDefaultValue()}") });

    private static async Task ServesAsync(RunningCommand command, CancellationToken cancellationToken)
    {
        await UploadAsync(new Uri((await command.LineAsync(Serving, cancellationToken))[Serving.Length..]).Port, cancellationToken);
        (await command.InterruptAsync(cancellationToken)).ShouldBe(0);
    }

    private static async Task UploadAsync(int port, CancellationToken cancellationToken)
    {
        using var connection = await RawConnection.OpenAsync(new IPEndPoint(IPAddress.Loopback, port), cancellationToken);
        await connection.SendAsync(ServingCommand.Request("POST", "/files/", "Upload-Length: 5\r\n"), cancellationToken);
        (await connection.ReadAsync(cancellationToken)).Status.ShouldBe(201);
    }

    /// <summary>A default port may be in use by another process; a test cannot take it away.</summary>
    private static void RequireFree(int port)
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            probe.Bind(new IPEndPoint(IPAddress.Any, port));
        }
        catch (SocketException taken)
        {
            Assert.Ignore($"Port {port} is taken: {taken.Message}");
        }
    }
}
