using Holdfast.Builds;
using static Holdfast.Cli.Tests.Serving.ServingCommand;

namespace Holdfast.Cli.Tests.Serving;

/// <summary>With <c>-hooks-at-least-once</c>, kill -9 of the server and absence of the hook server lose no event.</summary>
public sealed class ServeDeliveryTests
{
    private const int Seed = 20_261_201;

    private const int Length = 40;

    // Each start takes a second.
    private static readonly int Crashes = ThisBuild.IsFull ? 60 : 12;

    [Test]
    [CancelAfter(60_000)]
    public async Task Events_are_delivered_when_both_servers_are_back(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        await using var hooks = await HookEndpoint.StartAsync(cancellationToken);
        await hooks.GoAsync();
        string removed, left;
        using (var server = await StartServerAsync(directory, hooks, cancellationToken))
        {
            removed = await server.CreateAsync(5, cancellationToken);
            (await server.AskAsync(Patch(removed, 0, 5) + "hello", cancellationToken)).Status.ShouldBe(204);
            (await server.AskAsync(Request("DELETE", removed), cancellationToken)).Status.ShouldBe(204);
            left = await server.CreateAsync(9, cancellationToken);
            (await server.AskAsync(Patch(left, 0, 3) + "abc", cancellationToken)).Status.ShouldBe(204);
            server.Process.Kill();
            await server.Process.ExitAsync(cancellationToken);
        }

        using var next = await StartServerAsync(directory, hooks, cancellationToken);
        await hooks.ComeAsync(cancellationToken);

        await hooks.TakesAsync(removed, "post-terminate 5", cancellationToken);
        await hooks.TakesAsync(left, "post-receive 3", cancellationToken);
        hooks.Of(removed).ShouldBe(["post-create 0", "post-receive 5", "post-finish 5", "post-terminate 5"]);
        hooks.Of(left).ShouldBe(["post-create 0", "post-receive 3"]);
    }

    [Test]
    [CancelAfter(240_000)]
    public async Task Kills_at_any_moment_lose_no_event_and_change_no_order(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        await using var hooks = await HookEndpoint.StartAsync(cancellationToken);
        var random = new Random(Seed);
        var gate = new Lock();
        hooks.Takes = () =>
        {
            lock (gate)
            {
                return random.Next(3) > 0;
            }
        };
        var uploads = new List<string>();
        var known = (Path: "", Offset: 0L);
        for (var crash = 0; crash < Crashes; crash++)
        {
            using var server = await StartServerAsync(directory, hooks, cancellationToken);
            known = await FindAsync(server, known.Path, cancellationToken);
            if (known.Path.Length == 0)
            {
                known = (await server.CreateAsync(Length, cancellationToken), 0);
                uploads.Add(known.Path);
            }

            await KillDuringAsync(server, known, random.Next(3), Math.Pow(random.NextDouble(), 2) * 30, cancellationToken);
        }

        hooks.Takes = () => true;
        using var last = await StartServerAsync(directory, hooks, cancellationToken);
        foreach (var path in uploads)
        {
            var (found, offset) = await FindAsync(last, path, cancellationToken);
            await DemandAsync(hooks, path, found.Length > 0 ? offset : null, cancellationToken);
        }

        // An upload that its client never learned of was created, too.
        foreach (var info in Directory.EnumerateFiles(directory.FullName, "*.info"))
        {
            await hooks.TakesAsync(Path.GetFileNameWithoutExtension(info), "post-create 0", cancellationToken);
        }

        await TestContext.Out.WriteLineAsync($"{uploads.Count} uploads, {hooks.Events.Count} events.");
    }

    // A request that gets no answer: a body, the removal, or a creation of another upload.
    private static async Task KillDuringAsync(
        ServingCommand server, (string Path, long Offset) upload, int kind, double milliseconds, CancellationToken cancellationToken)
    {
        var body = new string('x', (int)Math.Min(15, Length - upload.Offset));
        var request = kind switch
        {
            0 => Request("POST", server.Url.AbsolutePath, $"Upload-Length: {Length}\r\n"),
            1 when body.Length == 0 => Request("DELETE", upload.Path),
            _ => Patch(upload.Path, upload.Offset, body.Length) + body,
        };
        using var connection = await server.ConnectAsync(cancellationToken);
        await connection.SendAsync(request, cancellationToken);
        await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), TimeProvider.System, cancellationToken);
        server.Process.Kill();
        await server.Process.ExitAsync(cancellationToken);
    }

    // Nothing when the upload isn't there any more.
    private static async Task<(string Path, long Offset)> FindAsync(
        ServingCommand server, string path, CancellationToken cancellationToken)
    {
        if (path.Length == 0)
        {
            return ("", 0);
        }

        var head = await server.AskAsync(Request("HEAD", path), cancellationToken);
        head.Status.ShouldBeOneOf(200, 404);
        return head.Status == 200 ? (path, head.Offset) : ("", 0);
    }

    // Null for an upload that isn't there.
    private static async Task DemandAsync(HookEndpoint hooks, string path, long? offset, CancellationToken cancellationToken)
    {
        var last = offset switch { null => $"post-terminate {Length}", 0 => "post-create 0", Length => $"post-finish {Length}",
            var some => $"post-receive {some}" };
        await hooks.TakesAsync(path, last, cancellationToken);
        var events = hooks.Of(path);
        events.ShouldBeUnique("The same event has the same id.");
        events[0].ShouldBe("post-create 0");
        events[^1].ShouldBe(last);
        if (offset is null or Length)
        {
            events.ShouldContain($"post-receive {Length}");
            events.ShouldContain($"post-finish {Length}");
        }

        int[] order = [.. events.Select(Rank)];
        order.ShouldBe(order.Order());
    }

    private static int Rank(string line) => line.Split(' ') switch
    {
        ["post-create", _] => 0,
        ["post-receive", var offset] => int.Parse(offset, System.Globalization.CultureInfo.InvariantCulture),
        ["post-finish", _] => Length + 1,
        _ => Length + 2,
    };

    private static Task<ServingCommand> StartServerAsync(
        TemporaryDirectory directory, HookEndpoint hooks, CancellationToken cancellationToken) => ServingCommand.StartAsync(
            directory, cancellationToken, "-hooks-http", hooks.Url.ToString(), "-hooks-http-retry", "1", "-hooks-at-least-once",
            "-hooks-longest-retry-pause", "50ms", "-hooks-enabled-events", "post-create,post-receive,post-finish,post-terminate");
}
