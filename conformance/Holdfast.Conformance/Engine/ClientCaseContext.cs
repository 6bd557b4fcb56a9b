using Holdfast.Conformance.Clients;
using Holdfast.Conformance.Histories;
using Holdfast.Conformance.Links;
using Holdfast.Conformance.Wire;
using Holdfast.Conformance.Wire.Serving;

namespace Holdfast.Conformance.Engine;

/// <summary>The context of a case that judges a client; it adds the client, and the servers that the client is run against.</summary>
internal sealed class ClientCaseContext : CaseContext
{
    /// <summary>The path at which uploads are created on the servers of a case.</summary>
    public const string Path = "/files/";

    /// <summary>
    /// How long a client may take for its task: longer than the retries of every client that was measured, tus-js-client's 9 s in all by
    /// default.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(25);

    private readonly List<ScriptedServer> _servers = [];
    private DirectoryInfo? _directory;

    public ClientCaseContext(Case @case, ClientRunContext run, CancellationToken cancellationToken)
        : base(@case, run, new TusOperationReader(new WireUrl("http", "127.0.0.1", 80, Path)), cancellationToken) =>
        Client = run.Clients.Single(client => client.Name == @case.Axes[Case.ClientAxis]);

    /// <summary>The client that is judged.</summary>
    public ClientUnderTest Client { get; }

    public override async Task RunAsync(Case @case)
    {
        try
        {
            await @case.RunClient!(this);
        }
        finally
        {
            // An error in one of our scripts is thrown here, while the case can still report it.
            await StopAsync();
        }
    }

    /// <summary>
    /// Starts a server that runs <paramref name="script"/>, behind its own link. Returns the URL that leads to it over the link.
    /// </summary>
    public async Task<(Uri Endpoint, ILink Link)> ServeAsync(Func<ScriptedConnection, Task> script)
    {
        ILink? link = null;
        var server = ScriptedServer.Start(new ScriptedServerOptions
        {
            Script = script, Transcript = Transcript, Accepted = number => link?.Dialled(number),
        });
        _servers.Add(server);
        link = await OpenLinkAsync("127.0.0.1", server.Port);
        return (new UriBuilder("http", link.Host, link.Port, Path).Uri, link);
    }

    /// <summary>Writes a file for the client to upload; it is deleted with the case. Returns its path.</summary>
    public string FileWith(byte[] content)
    {
        _directory ??= Directory.CreateTempSubdirectory("holdfast-");
        var file = System.IO.Path.Combine(_directory.FullName, "upload.txt");
        File.WriteAllBytes(file, content);
        return file;
    }

    /// <summary>Lets the client do its task, and waits for its end.</summary>
    /// <exception cref="CaseStoppedException">It did not start, crashed or did not end: nothing can be said about it.</exception>
    public async Task<ClientResult> UploadAsync(ClientTask task)
    {
        Note($"{Client.Label} is started.");
        var (client, failure) = await Client.Launcher.StartAsync(task, CancellationToken);
        if (client is null)
        {
            throw CaseStoppedException.Inconclusive($"{Client.Label} could not be started: {failure}");
        }

        await using (client)
        {
            if (await client.ResultAsync(Patience, CancellationToken) is not { } result)
            {
                throw CaseStoppedException.Inconclusive($"{Client.Label} had not ended its task after {Patience.TotalSeconds:0} s.");
            }

            Note($"{Client.Label} {Told(result)}");
            return result.Outcome == ClientOutcome.Crashed
                ? throw CaseStoppedException.Inconclusive($"{Client.Label} {Told(result)}") : result;
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await StopAsync();
        await base.DisposeAsync();
        _directory?.Delete(recursive: true);
    }

    private static string Told(ClientResult result) => result.Outcome switch
    {
        ClientOutcome.Completed => "reported that the upload is complete.",
        ClientOutcome.GaveUp => $"reported that the upload failed: {result.Detail}",
        _ => $"ended without a report: {result.Detail}",
    };

    private async Task StopAsync()
    {
        // Each is disposed once, also when it throws.
        while (_servers is [.., var last])
        {
            _servers.Remove(last);
            await last.DisposeAsync();
        }
    }
}
