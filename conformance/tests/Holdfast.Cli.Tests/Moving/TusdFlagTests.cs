using System.Net;
using System.Text.RegularExpressions;
using Holdfast.Cli.Serve;
using Holdfast.Cli.Tests.Serving;

namespace Holdfast.Cli.Tests.Moving;

/// <summary>The table of flags in docs/tusd.md is true: what it calls supported is accepted, and what it doesn't is refused.</summary>
[CancelAfter(60_000)]
public sealed partial class TusdFlagTests
{
    private const string Refused = "no";

    // It ends the command instead of starting a server.
    private const string Version = "version";

    private static IReadOnlyList<(string Name, string Here)> Rows { get; } =
    [
        .. Row().Matches(File.ReadAllText(Repository.PathTo("docs", "tusd.md")))
            .Select(row => (row.Groups["name"].Value, row.Groups["here"].Value)),
    ];

    private static IEnumerable<string> Supported => Rows.Where(row => row.Here != Refused).Select(row => row.Name);

    private static IEnumerable<string> Unsupported => Rows.Where(row => row.Here == Refused).Select(row => row.Name);

    [Test]
    public void The_page_has_a_row_for_each_flag_of_tusd_and_no_other() =>
        Rows.Select(row => row.Name).ShouldBe(TusdFlags.Defaults.Keys, ignoreOrder: true);

    [TestCaseSource(nameof(Supported))]
    public void A_supported_flag_has_the_default_of_tusd(string name)
    {
        if (name != Version)
        {
            ServeFlags.All.Single(flag => flag.Name == name).Default.ShouldBe(TusdFlags.Defaults[name]);
        }
    }

    [TestCase("-{0}={1}")]
    [TestCase("--{0}={1}")]
    public async Task A_command_line_with_all_flags_of_tusd_starts_the_server(string form, CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        var flags = TusdFlags.Defaults.Select(flag => string.Format(
            System.Globalization.CultureInfo.InvariantCulture, form, flag.Key, flag.Key == "port" ? "0" : flag.Value));
        using var command = RunningCommand.StartIn(directory.FullName, [], ["serve", .. flags]);

        var line = await command.LineAsync("You can now upload files to: ", cancellationToken);

        using var connection = await RawConnection.OpenAsync(
            new IPEndPoint(IPAddress.Loopback, new Uri(line.Split(' ')[^1]).Port), cancellationToken);
        await connection.SendAsync(ServingCommand.Request("POST", "/files/", "Upload-Length: 5\r\n"), cancellationToken);
        (await connection.ReadAsync(cancellationToken)).Status.ShouldBe(201);
        (await command.InterruptAsync(cancellationToken)).ShouldBe(0);
    }

    [TestCaseSource(nameof(Unsupported))]
    public async Task An_unsupported_flag_is_refused_with_its_name_and_a_reason(string name, CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();

        var run = await HoldfastCommand.RunAsync(
            cancellationToken, "serve", "-host", "127.0.0.1", "-port", "0", "-upload-dir", directory.FullName, $"-{name}=1");

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.StandardError.ShouldMatch($"^'-{name}' is '1', but this server does not support .+ \\(.+\\)\\. Remove it\\.\n$");
    }

    [TestCase("-version")]
    [TestCase("--version")]
    public async Task The_version_is_printed_instead_of_a_start(string flag, CancellationToken cancellationToken)
    {
        var run = await HoldfastCommand.RunAsync(cancellationToken, "serve", flag);

        (run.ExitCode, run.StandardError).ShouldBe((0, ""));
        run.StandardOutput.ShouldBe((await HoldfastCommand.RunAsync(cancellationToken, "--version")).StandardOutput);
    }

    [GeneratedRegex(@"^\| `-(?<name>[a-z0-9-]+)` \| (?<here>same|differs|no) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
