using System.Globalization;
using Holdfast.Conformance.Contents;
using Holdfast.Conformance.Discovery;
using Holdfast.Conformance.Histories;
using Holdfast.Conformance.Links;
using Holdfast.Conformance.Targets;
using Holdfast.Conformance.Wire;
using Holdfast.Conformance.Wire.Http2;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Engine;

/// <summary>The context of a case that judges a server; it adds the endpoint, its capabilities, and the ways to connect to it.</summary>
internal sealed class ServerCaseContext : CaseContext
{
    /// <summary>The time that a server may take to send its HTTP/2 settings, which it sends without a request (RFC 9113, 3.4).</summary>
    private static readonly TimeSpan Greeting = TimeSpan.FromSeconds(3);

    /// <summary>The most times that a request is sent while it is temporarily refused.</summary>
    private const int Attempts = 5;

    /// <summary>Marks the case's requests in the server's logs.</summary>
    private const string CaseMarker = "Holdfast-Case";

    /// <summary>URLs of uploads are shorter than the limit of browsers (2,000 characters); a server could send 256 KiB.</summary>
    private const int LongestName = 2000;

    private readonly Dictionary<string, ILink> _good = [];
    private readonly SemaphoreSlim _opening = new(1, 1);

    private readonly Lock _gate = new();
    private readonly List<string> _leftBehind = [];
    private readonly List<string> _unannounced = [];

    public ServerCaseContext(Case @case, ServerRunContext run, CaseDeadline deadline, CancellationToken cancellationToken)
        : base(@case, run, ReaderOf(@case, run), cancellationToken)
    {
        Run = run;
        Interop = @case.Interop ?? 0;
        Lifetimes = new AnnouncedLifetimes(WireUrl.Of(run.Target.Url), ReaderOf(@case, run), run.Options.TimeProvider);
        Gate = new CaseGate(run.Rate, deadline, Recorder, run.Options.TimeProvider)
        {
            Ground = run.GroundOf(@case),
            ExpectsRefusals = @case.FileSizeLimit is not null || @case.BreaksStore,
        };
    }

    /// <summary>The data that all cases of the run share.</summary>
    public ServerRunContext Run { get; }

    /// <summary>Sees every request of the case before it is sent.</summary>
    public CaseGate Gate { get; }

    /// <summary>The times from which the case's uploads may have expired.</summary>
    public AnnouncedLifetimes Lifetimes { get; }

    /// <summary>The interop version of the draft that the case speaks; 0 for tus.</summary>
    public int Interop { get; }

    public Target Target => Run.Target;

    /// <summary>The server that the case has to itself.</summary>
    public ServerControl Server =>
        field ??= new ServerControl(this, Run.Server ?? throw new InvalidOperationException("The case has no server of its own."));

    /// <summary>The network between the case's own server and its store.</summary>
    public StoreControl Store => field ??=
        new StoreControl(this, Run.StoreLink ?? throw new InvalidOperationException("The case has no fault proxy before a store."));

    public Capabilities Capabilities => Run.Capabilities;

    /// <summary>The longest time that the server has taken so far to answer a request of this case over a link without faults.</summary>
    public TimeSpan LongestAnswer { get; private set; }

    public override string? Throttled => Gate.Throttled > 0 ? Gate.LastThrottled : null;

    public override Task RunAsync(Case @case) => @case.Run(this);

    public override CaseRecord Complete(CaseRecord record) => record with { Unannounced = Unannounced(), LeftBehind = LeftBehind() };

    /// <summary>
    /// A request to <paramref name="url"/> with the fields that every request of the run carries, and the user's header fields if they may
    /// be sent there.
    /// </summary>
    public WireRequest Request(string method, WireUrl url) => Run.Credentials.On(
        new WireRequest(method, url.Target).With("Host", url.Authority).With(CaseMarker, Seed.ToString("x16", CultureInfo.InvariantCulture))
            .With(RunMarker.Field, Run.Marker),
        url);

    /// <summary>Opens one more link to the origin of <paramref name="url"/>, for faults that must not touch the other requests.</summary>
    public async Task<ILink> NewLinkAsync(WireUrl url)
    {
        await _opening.WaitAsync(CancellationToken);
        try
        {
            return await OpenAsync(url);
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>Dials the origin of <paramref name="url"/> through the case's faultless link.</summary>
    /// <exception cref="CaseStoppedException">No connection was possible, so the outcome of the case is unknown.</exception>
    public async Task<WireConnection> ConnectAsync(WireUrl url) => await ConnectAsync(url, await GoodLinkAsync(url));

    /// <summary>Dials the origin of <paramref name="url"/> through <paramref name="link"/>.</summary>
    /// <exception cref="CaseStoppedException">No connection was possible, so the outcome of the case is unknown.</exception>
    public async Task<WireConnection> ConnectAsync(WireUrl url, ILink link)
    {
        await Gate.ReadyAsync(CancellationToken);
        var (connection, failure) = await WireDialer.DialAsync(
            url.Dial(link.Host, link.Port, Target.TrustAnyCertificate), Target.Patience, Transcript, CancellationToken, GateTo(url));
        if (connection is null)
        {
            (link as DirectLink)?.Refused(Clock, failure!);
            throw CaseStoppedException.Inconclusive($"No connection to '{url.Authority}': {failure}");
        }

        link.Dialled(connection.Number);
        return connection;
    }

    /// <summary>
    /// Sends a request on a new connection, and repeats it while the target refuses it temporarily (<see cref="Throttling"/>), since such a
    /// refusal had no effect.
    /// </summary>
    public async Task<Exchange> ExchangeAsync(WireRequest request, WireUrl url, ILink? link = null, TimeSpan? patience = null)
    {
        for (var attempt = 1; ; attempt++)
        {
            Exchange answer;
            await using (var connection = link is null ? await ConnectAsync(url) : await ConnectAsync(url, link))
            {
                var since = Clock.Elapsed;
                answer = await connection.ExchangeAsync(request, patience ?? Target.Patience, CancellationToken);
                if (link is null && answer.Response is not null)
                {
                    Answered(Clock.Elapsed - since);
                }
            }

            if (attempt == Attempts || !await Gate.IsThrottledAsync(answer, CancellationToken))
            {
                return answer;
            }
        }
    }

    /// <summary>
    /// Deletes the case's uploads on a separate connection and transcript, because the clean-up is not part of the evidence. Returns the
    /// response, or the reason why no connection was possible.
    /// </summary>
    public async Task<(Exchange? Answer, string? Failure)> CleanUpAsync(WireRequest delete, WireUrl url)
    {
        try
        {
            return await CleanUpAsync(delete, url, Run.CleanUp);
        }
        catch (OperationCanceledException) when (Run.CleanUp.IsCancellationRequested)
        {
            return (null, "the run ended before the response came");
        }
    }

    private async Task<(Exchange? Answer, string? Failure)> CleanUpAsync(
        WireRequest delete, WireUrl url, CancellationToken cancellationToken)
    {
        var endpoint = url.Dial(url.Host, url.Port, Target.TrustAnyCertificate);
        for (var attempt = 1; ; attempt++)
        {
            await Gate.ReadyAsync(cancellationToken);
            var (connection, failure) =
                await WireDialer.DialAsync(endpoint, Target.Patience, new Transcript(Clock, []), cancellationToken, Gate);
            if (connection is null)
            {
                return (null, failure);
            }

            await using (connection)
            {
                var answer = await connection.ExchangeAsync(delete, Target.Patience, cancellationToken);
                if (attempt == Attempts || !await Gate.IsThrottledAsync(answer, cancellationToken))
                {
                    return (answer, null);
                }
            }
        }
    }

    /// <summary>Dials the origin of <paramref name="url"/> for HTTP/2, through the case's faultless link.</summary>
    /// <exception cref="CaseStoppedException">The origin does not support HTTP/2.</exception>
    public async Task<Http2Connection> ConnectHttp2Async(WireUrl url, Http2Grants? grants = null)
    {
        if (!Run.WithoutHttp2.TryGetValue(url.Origin, out var known))
        {
            var link = await GoodLinkAsync(url);
            var endpoint = url.Dial(link.Host, link.Port, Target.TrustAnyCertificate);
            var (connection, failure) = await WireDialer.DialHttp2Async(endpoint, grants ?? new Http2Grants(),
                Target.Patience < Greeting ? Target.Patience : Greeting, Transcript, GateTo(url), CancellationToken);
            if (connection is not null)
            {
                return connection;
            }

            known = Run.WithoutHttp2.GetOrAdd(url.Origin, failure!);
        }

        throw CaseStoppedException.Unsupported($"No HTTP/2 with '{url.Authority}': {known}.");
    }

    /// <summary>Records what the case leaves on the server: an upload's URL, or why the URL is unknown.</summary>
    public void LeaveBehind(string what)
    {
        lock (_gate)
        {
            _leftBehind.Add(Redaction.HideIn(what, LongestName, Run.Secrets) + (what.Length > LongestName ? " …" : ""));
        }
    }

    /// <summary>The uploads that remain on the server.</summary>
    public IReadOnlyList<string> LeftBehind()
    {
        lock (_gate)
        {
            return [.. _leftBehind];
        }
    }

    /// <summary>
    /// The content of an upload from the store's directory, if it cannot be read otherwise; <see langword="null"/>, with a fact in the
    /// results, if no directory was given or no file was found.
    /// </summary>
    public ReadOnlyMemory<byte>? FoundContent(WireUrl upload, long length, string unreadable, IReadOnlyList<string> requirements)
    {
        const string Subject = "Content of the finished upload";
        if (Target.ContentDirectory is not { } path)
        {
            Checks.Observe(Subject, $"Not observable: {unreadable}.", requirements);
            return null;
        }

        var found = new ContentDirectory(path).Find(upload, length);
        if (found.File is null)
        {
            Checks.Observe(Subject, $"Not observable: {unreadable}, and {found.WhyNot}.", requirements);
            return null;
        }

        Checks.Observe(Subject, $"Read from '{found.File}' in the content directory, since {unreadable}.", requirements);
        Recorder.Found(upload.Target, found.Bytes);
        return found.Bytes;
    }

    /// <summary>Says that an extension works although the target does not announce it.</summary>
    public void Works(string extension)
    {
        lock (_gate)
        {
            _unannounced.Add(extension);
        }
    }

    /// <summary>The extensions that work although they are not announced.</summary>
    public IReadOnlyList<string> Unannounced()
    {
        lock (_gate)
        {
            return [.. _unannounced];
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _opening.Dispose();
    }

    protected override IEnumerable<FaultEntry> OtherFaults() =>
        Run.Server is not null ? Server.Faults() : Run.StoreLink is not null ? Store.Faults() : [];

    private static IOperationReader ReaderOf(Case @case, ServerRunContext run) => @case.Interop is { } version
        ? new IetfOperationReader(WireUrl.Of(run.Target.Url), version)
        : new TusOperationReader(WireUrl.Of(run.Target.Url));

    private IRequestGate GateTo(WireUrl url) => Run.Credentials.Trusts(url) ? Gate : new StrangerGate(Gate, url, Run.Credentials);

    private void Answered(TimeSpan time)
    {
        lock (_gate)
        {
            LongestAnswer = time > LongestAnswer ? time : LongestAnswer;
        }
    }

    private async Task<ILink> GoodLinkAsync(WireUrl url)
    {
        await _opening.WaitAsync(CancellationToken);
        try
        {
            if (!_good.TryGetValue(url.Origin, out var link))
            {
                _good.Add(url.Origin, link = DialsDirectly ? Keep(new DirectLink(url)) : await OpenAsync(url));
            }

            return link;
        }
        finally
        {
            _opening.Release();
        }
    }

    // A proxy in between would double the time of a run. It is needed with a Toxiproxy, which may be the only way to reach the target, and
    // for a server whose process ends: it refuses connections then, while a case expects connections that are closed.
    private bool DialsDirectly => Run.Options.Toxiproxy is null && Run.Server is null;

    private Task<ILink> OpenAsync(WireUrl url) => OpenLinkAsync(url.Host, url.Port);
}
