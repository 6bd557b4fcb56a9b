namespace Holdfast.Cli.Tests.Serving;

/// <summary>A <c>holdfast serve</c> that has started, over a directory that may be shared with others.</summary>
internal sealed class ServingCommand : IDisposable
{
    /// <summary>The interval between two checks of the process's stored files, about which it sends no event.</summary>
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(10);

    private const string Ready = "You can now upload files to: ";

    private readonly string _directory;

    private ServingCommand(RunningCommand process, Uri url, string directory)
    {
        Process = process;
        Url = url;
        _directory = directory;
    }

    public RunningCommand Process { get; }

    /// <summary>The creation URL.</summary>
    public Uri Url { get; }

    public static Task<ServingCommand> StartAsync(
        TemporaryDirectory directory, CancellationToken cancellationToken, params string[] flags) =>
        StartAsync(Launch(directory, flags), directory, cancellationToken);

    /// <summary>Starts it with variables in its environment.</summary>
    public static Task<ServingCommand> StartAsync(
        TemporaryDirectory directory, Dictionary<string, string?> environment, CancellationToken cancellationToken,
        params string[] flags) =>
        StartAsync(RunningCommand.Start(environment, Arguments(directory, flags)), directory, cancellationToken);

    /// <summary>Starts it with a limit of open files of its own.</summary>
    public static Task<ServingCommand> StartAsync(
        TemporaryDirectory directory, int openFiles, CancellationToken cancellationToken, params string[] flags) =>
        StartAsync(RunningCommand.StartLimited(openFiles, Arguments(directory, flags)), directory, cancellationToken);

    private static async Task<ServingCommand> StartAsync(
        RunningCommand process, TemporaryDirectory directory, CancellationToken cancellationToken)
    {
        var line = await process.LineAsync(Ready, cancellationToken);
        return new ServingCommand(process, new Uri(line[Ready.Length..]), directory.FullName);
    }

    /// <summary>Starts the command without waiting for it to listen.</summary>
    public static RunningCommand Launch(TemporaryDirectory directory, params string[] flags) =>
        RunningCommand.Start(Arguments(directory, flags));

    /// <summary>A request of tus as text; what is given in <paramref name="fields"/> ends with a line break.</summary>
    public static string Request(string method, string path, string fields = "") =>
        $"{method} {path} HTTP/1.1\r\nHost: a.test\r\nTus-Resumable: 1.0.0\r\n{fields}\r\n";

    /// <summary>The header section of a PATCH.</summary>
    public static string Patch(string path, long offset, long length, string fields = "") => Request(
        "PATCH", path, $"Upload-Offset: {offset}\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: {length}\r\n{fields}");

    public Task<RawConnection> ConnectAsync(CancellationToken cancellationToken) => RawConnection.OpenAsync(Url, cancellationToken);

    /// <summary>Sends one request on a connection of its own and reads the answer.</summary>
    public async Task<RawAnswer> AskAsync(string request, CancellationToken cancellationToken)
    {
        using var connection = await ConnectAsync(cancellationToken);
        await connection.SendAsync(request, cancellationToken);
        return await connection.ReadAsync(cancellationToken, request.StartsWith("HEAD ", StringComparison.Ordinal));
    }

    /// <summary>Creates an upload and gives its path.</summary>
    public async Task<string> CreateAsync(long length, CancellationToken cancellationToken) =>
        (await AskAsync(Request("POST", Url.AbsolutePath, $"Upload-Length: {length}\r\n"), cancellationToken)).Path;

    /// <summary>Begins a PATCH of 100 bytes that stalls once <paramref name="arrived"/> are stored.</summary>
    public async Task<RawConnection> StallAsync(string path, string arrived, CancellationToken cancellationToken)
    {
        var connection = await ConnectAsync(cancellationToken);
        await connection.SendAsync(Patch(path, 0, 100) + arrived, cancellationToken);
        while (Stored(path) != arrived)
        {
            await Task.Delay(Glance, TimeProvider.System, cancellationToken);
        }

        return connection;
    }

    /// <summary>The bytes that the directory keeps.</summary>
    public string Stored(string path)
    {
        using var file = new FileStream(FileOf(path), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file, System.Text.Encoding.Latin1);
        return reader.ReadToEnd();
    }

    /// <summary>A file of an upload: its data, or with an ending one beside it.</summary>
    public string FileOf(string path, string ending = "") => Path.Combine(_directory, path.Split('/')[^1] + ending);

    public void Dispose() => Process.Dispose();

    private static string[] Arguments(TemporaryDirectory directory, string[] flags) =>
        ["serve", "-host", "127.0.0.1", "-port", "0", "-upload-dir", directory.FullName, "-verbose=false", .. flags];
}
