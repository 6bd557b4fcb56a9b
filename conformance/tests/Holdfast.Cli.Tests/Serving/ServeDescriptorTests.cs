using System.Net.Sockets;
using System.Text;
using CliWrap;
using CliWrap.Buffered;

namespace Holdfast.Cli.Tests.Serving;

/// <summary>
/// A server as a process that may open few files. More clients come than fit, and stay: the process answers 503 and lives, and serves again
/// when they have left. Without a free descriptor .NET can't start a thread, and aborts.
/// </summary>
[Platform("Linux")]
public sealed class ServeDescriptorTests
{
    private const int HeldOpen = 300;

    [TestCase(320)]
    [TestCase(1024)]
    [CancelAfter(120_000)]
    public async Task Idle_connections_beyond_the_limit_of_open_files_leave_the_server_answering(
        int openFiles, CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        using var server = await ServingCommand.StartAsync(directory, openFiles, cancellationToken);
        var ended = server.Process.ExitAsync(cancellationToken);
        var clients = await ConnectAsync(server, Math.Max(HeldOpen, openFiles), cancellationToken);

        await ExpectRefusalThenServiceAsync(server, clients, ended, cancellationToken);
    }

    [TestCase(320)]
    [TestCase(1024)]
    [CancelAfter(120_000)]
    public async Task Stalled_bodies_beyond_the_limit_of_open_files_leave_the_server_answering(
        int openFiles, CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        using var server = await ServingCommand.StartAsync(directory, openFiles, cancellationToken);
        var ended = server.Process.ExitAsync(cancellationToken);
        var count = Math.Max(HeldOpen, openFiles);
        var paths = new List<string>();
        using (var creating = await server.ConnectAsync(cancellationToken))
        {
            while (paths.Count < count)
            {
                await creating.SendAsync(ServingCommand.Request("POST", "/files/", "Upload-Length: 100\r\n"), cancellationToken);
                paths.Add((await creating.ReadAsync(cancellationToken)).Path);
            }
        }

        var clients = await ConnectAsync(server, count, cancellationToken);
        foreach (var (client, path) in clients.Zip(paths))
        {
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(ServingCommand.Patch(path, 0, 100) + "abc"), cancellationToken);
        }

        await ExpectRefusalThenServiceAsync(server, clients, ended, cancellationToken);
    }

    [TestCase(320, 12)]
    [TestCase(1024, 30)]
    [CancelAfter(120_000)]
    public async Task HTTP_2_streams_with_closed_windows_leave_the_server_answering(
        int openFiles, int connections, CancellationToken cancellationToken)
    {
        const int Streams = 100;
        using var directory = new TemporaryDirectory();
        using var server = await ServingCommand.StartAsync(directory, openFiles, cancellationToken, "-enable-h2c");
        var ended = server.Process.ExitAsync(cancellationToken);
        var path = await server.CreateAsync(200_000, cancellationToken);
        (await server.AskAsync(ServingCommand.Patch(path, 0, 200_000) + new string('x', 200_000), cancellationToken)).Status.ShouldBe(204);
        var clients = await ConnectAsync(server, connections, cancellationToken);
        foreach (var client in clients)
        {
            await client.GetStream().WriteAsync(DownloadsWithClosedWindows(path, Streams), cancellationToken);
        }

        await ExpectRefusalThenServiceAsync(server, clients, ended, cancellationToken);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_limit_that_leaves_no_room_is_reported_at_the_start(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        var ended = await CliWrap.Cli.Wrap("bash")
            .WithArguments(HoldfastCommand.Limited(190, "serve", "-host", "127.0.0.1", "-port", "0", "-upload-dir", directory.FullName))
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(cancellationToken);

        ended.ExitCode.ShouldBe(64);
        ended.StandardError.ShouldContain("The limit of open files is '190'");
        ended.StandardError.ShouldContain("'ulimit -n 1024'");
    }

    private static async Task<List<TcpClient>> ConnectAsync(ServingCommand server, int count, CancellationToken cancellationToken)
    {
        var clients = new List<TcpClient>();
        while (clients.Count < count)
        {
            var client = new TcpClient();
            clients.Add(client);
            await client.ConnectAsync(server.Url.Host, server.Url.Port, cancellationToken);
        }

        return clients;
    }

    // Its log is read all the time, because the command drops lines that are not read.
    private static async Task ExpectRefusalThenServiceAsync(
        ServingCommand server, List<TcpClient> clients, Task<int> ended, CancellationToken cancellationToken)
    {
        var create = ServingCommand.Request("POST", "/files/", "Upload-Length: 5\r\n");
        var refusal = await server.AskAsync(create, cancellationToken);
        while (refusal.Status == 201)
        {
            // The server has not read all that the clients have sent.
            refusal = await server.AskAsync(create, cancellationToken);
        }

        refusal.Status.ShouldBe(503);
        refusal["Retry-After"].ShouldBe("1");
        foreach (var client in clients)
        {
            client.Dispose();
        }

        var created = refusal;
        while (created.Status == 503)
        {
            created = await server.AskAsync(create, cancellationToken);
        }

        created.Status.ShouldBe(201);
        (await server.AskAsync(ServingCommand.Patch(created.Path, 0, 5) + "hello", cancellationToken)).Offset.ShouldBe(5);
        await server.Process.SignalAsync("INT", cancellationToken);
        (await ended).ShouldBe(0);
        server.Process.Output.Count(line => line.Contains("CapacityReached", StringComparison.Ordinal)).ShouldBe(1);
        server.Process.Output.ShouldNotContain(line => line.Contains("level=ERROR", StringComparison.Ordinal));
    }

    // GET as frames by hand (RFC 9113; fields as plain literals, RFC 7541, 6.2.2), after settings that let no byte of content through.
    private static byte[] DownloadsWithClosedWindows(string path, int count)
    {
        const byte InitialWindowSize = 4;
        byte[] block =
            [.. Literal(":method", "GET"), .. Literal(":scheme", "http"), .. Literal(":path", path), .. Literal(":authority", "a.test")];
        var streams = Enumerable.Range(0, count)
            .SelectMany(stream => (byte[])[0, 0, (byte)block.Length, 1, 5, 0, 0, 0, (byte)((2 * stream) + 1), .. block]);
        return [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, 0, 0, 6, 4, 0, 0, 0, 0, 0, 0, InitialWindowSize, 0, 0, 0, 0, .. streams];
    }

    private static IEnumerable<byte> Literal(string name, string value) =>
        [0, (byte)name.Length, .. Encoding.ASCII.GetBytes(name), (byte)value.Length, .. Encoding.ASCII.GetBytes(value)];
}
