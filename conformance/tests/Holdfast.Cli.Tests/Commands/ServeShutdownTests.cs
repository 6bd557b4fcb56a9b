using System.Net.Sockets;
using System.Text;

namespace Holdfast.Cli.Tests.Commands;

/// <summary>Signals to the real process while an upload runs.</summary>
public sealed class ServeShutdownTests
{
    /// <summary>The interval between two checks of another process, which sends no event.</summary>
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(10);

    [TestCase("INT")]
    [TestCase("TERM")]
    [CancelAfter(60_000)]
    public async Task A_signal_saves_what_arrived_answers_503_and_ends_with_0(string signal, CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        using var command = Serve(directory);
        using var upload = await BeginAsync(command, cancellationToken);
        await StoredAsync(directory, cancellationToken);

        await command.SignalAsync(signal, cancellationToken);
        var answer = await ReadAsync(upload, cancellationToken);

        answer.ShouldStartWith("HTTP/1.1 503 ");
        answer.ShouldContain("ERR_SERVER_SHUTDOWN: ");
        (await command.ExitAsync(cancellationToken)).ShouldBe(0);
        Data(directory).Length.ShouldBe(5_000);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_second_signal_ends_it_at_once_with_1(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        using var command = Serve(directory, "-shutdown-timeout", "50s");
        var url = new Uri((await command.LineAsync("You can now upload files to: ", cancellationToken)).Split(' ')[^1]);

        // A request that never ends its header keeps the server from ending in order.
        using var open = new TcpClient();
        await open.ConnectAsync(url.Host, url.Port, cancellationToken);
        await open.GetStream().WriteAsync("POST /files/ HT"u8.ToArray(), cancellationToken);
        await using var held = new FileStream(directory.At("held.lock"), FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        await File.WriteAllTextAsync(directory.At("held.info"), """{"ID":"held","Size":10}""", cancellationToken);
        await File.WriteAllTextAsync(directory.At("held"), "", cancellationToken);
        using var waiting = new TcpClient();
        await waiting.ConnectAsync(url.Host, url.Port, cancellationToken);
        await waiting.GetStream()
            .WriteAsync("HEAD /files/held HTTP/1.1\r\nHost: a\r\nTus-Resumable: 1.0.0\r\n\r\n"u8.ToArray(), cancellationToken);
        while (!File.Exists(directory.At("held.stop")))
        {
            await Task.Delay(Glance, TimeProvider.System, cancellationToken);
        }

        await command.SignalAsync("INT", cancellationToken);
        while (await AcceptsAsync(url, cancellationToken))
        {
            await Task.Delay(Glance, TimeProvider.System, cancellationToken);
        }

        await command.SignalAsync("INT", cancellationToken);

        (await command.ExitAsync(cancellationToken)).ShouldBe(1);
    }

    private static RunningCommand Serve(TemporaryDirectory directory, params string[] more) =>
        RunningCommand.Start(["serve", "-host", "127.0.0.1", "-port", "0", "-upload-dir", directory.FullName, .. more]);

    private static async Task<TcpClient> BeginAsync(RunningCommand command, CancellationToken cancellationToken)
    {
        var url = new Uri((await command.LineAsync("You can now upload files to: ", cancellationToken)).Split(' ')[^1]);
        var client = new TcpClient();
        await client.ConnectAsync(url.Host, url.Port, cancellationToken);
        var head = "POST /files/ HTTP/1.1\r\nHost: a\r\nTus-Resumable: 1.0.0\r\nUpload-Length: 50000\r\nContent-Length: "
            + "50000\r\nContent-Type: application/offset+octet-stream\r\n\r\n";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head + new string('x', 5_000)), cancellationToken);
        return client;
    }

    private static async Task StoredAsync(TemporaryDirectory directory, CancellationToken cancellationToken)
    {
        while (Directory.GetFiles(directory.FullName, "*.info").Length == 0 || Data(directory).Length < 5_000)
        {
            await Task.Delay(Glance, TimeProvider.System, cancellationToken);
        }
    }

    private static FileInfo Data(TemporaryDirectory directory) =>
        new(Path.ChangeExtension(Directory.GetFiles(directory.FullName, "*.info").Single(), null));

    private static async Task<string> ReadAsync(TcpClient client, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(client.GetStream());
        var answer = new StringBuilder();
        for (string? line = ""; line is not null && !line.StartsWith("ERR_", StringComparison.Ordinal); answer.AppendLine(line))
        {
            line = await reader.ReadLineAsync(cancellationToken);
        }

        return answer.ToString();
    }

    private static async Task<bool> AcceptsAsync(Uri url, CancellationToken cancellationToken)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(url.Host, url.Port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
