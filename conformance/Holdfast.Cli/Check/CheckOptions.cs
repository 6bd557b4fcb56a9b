using System.CommandLine;
using System.CommandLine.Parsing;
using System.Security.Cryptography;
using Holdfast.Cli.Check.Clients;
using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Selection;
using Holdfast.Conformance.Targets;
using Holdfast.Reports.Results;

namespace Holdfast.Cli.Check;

/// <summary>The options of <c>check</c>, in the order in which the help shows them.</summary>
internal sealed class CheckOptions
{
    private readonly Argument<Uri?> _url = new("URL")
    {
        Arity = ArgumentArity.ZeroOrOne, Description =
            "The creation URL of a tus server, or the target of resumable uploads. Without a URL: the embedded reference server.",
            CustomParser = CheckValues.Url,
    };
    private readonly Option<string> _protocol = new("--protocol")
    {
        Description = "tus, ietf or all.", DefaultValueFactory = _ => "all", HelpName = "NAME",
    };
    private readonly Option<IReadOnlyList<int>> _interop = new("--interop")
    {
        Description = "The interop versions of the IETF draft to check, for example 6,8,10. Default: all that the server supports.",
        HelpName = "N,N", CustomParser = CheckValues.Interop,
    };
    private readonly Option<string[]> _only = Patterns("--only",
        "Run only cases whose id matches: * stands for text within a segment, ** for any number of segments; a prefix matches too. "
            + "Repeatable.");
    private readonly Option<string[]> _except = Patterns("--except", "Skip cases whose id matches. Repeatable.");
    private readonly Option<string?> _requirements = new("--requirements")
    {
        Description = "Run a frozen set of cases and requirements; 'holdfast cases --sets' lists the sets.", HelpName = "SET",
    };
    private readonly Option<FileInfo?> _baseline = new("--baseline")
    {
        Description =
            "A file of known failures, which do not fail the run. A line that no longer matches a failure is stale, and fails it.",
            HelpName = "FILE",
    };
    private readonly Option<FileInfo?> _writeBaseline = new("--write-baseline")
    {
        Description = "Write the failures of this run to a file for --baseline. Reasons already in the file are kept.", HelpName = "FILE",
    };
    private readonly Option<DirectoryInfo> _report = new("--report")
    {
        Description = "Where to write index.html, results.jsonl, junit.xml, summary.md and badge.svg.",
        DefaultValueFactory = _ => new DirectoryInfo("holdfast-report"), HelpName = "DIR",
    };
    private readonly Option<string> _evidence = new("--evidence")
    {
        Description = "Which cases index.html shows with their checks and network traffic: 'failures' or 'all'. "
            + "Other cases are shown in short, and in pages of the directory 'evidence'.",
        DefaultValueFactory = _ => "failures",
        HelpName = "CASES",
    };

    private readonly Option<KeyValuePair<string, string>[]> _header = new("--header")
    {
        Description = "A header field to send with every request to the URL's origin, 'Name: value'. Repeatable.", HelpName = "K: V",
        CustomParser = CheckValues.Headers,
    };
    private readonly Option<KeyValuePair<string, string>[]> _metadata = new("--metadata")
    {
        Description = "Metadata for every upload that is created with tus, if the server requires it. Repeatable.", HelpName = "KEY=VALUE",
        CustomParser = CheckValues.Metadata,
    };
    private readonly Option<IReadOnlyList<string>> _extensions = new("--extensions")
    {
        Description = "The tus extensions that the server supports, if its OPTIONS response does not list them, for example "
            + "creation,termination.", HelpName = "NAME,NAME", CustomParser = CheckValues.Extensions,
    };
    private readonly Option<Uri[]> _trustOrigin = new("--trust-origin")
    {
        Description = "Another origin to send the --header fields to, if the server places uploads there. Repeatable.", HelpName = "ORIGIN",
        CustomParser = CheckValues.Origins,
    };
    private readonly Option<string[]> _uploadUrl = new("--upload-url")
    {
        Description = "An unused upload, for a server without the creation extension. Each URL serves one case. Repeatable.",
        HelpName = "URL",
    };
    private readonly Option<long?> _uploadLength = new("--upload-length")
    {
        Description = "The length in bytes of each upload of --upload-url, if HEAD does not report it.", HelpName = "N",
    };
    private readonly Option<int> _chunkMultiple = new("--chunk-multiple")
    {
        Description = "Send chunks of a multiple of N bytes, except the last chunk of an upload.", HelpName = "N",
        DefaultValueFactory = _ => 1,
    };
    private readonly Option<int> _minChunk = new("--min-chunk")
    {
        Description = "Send chunks of at least N bytes, except the last chunk of an upload.", HelpName = "N", DefaultValueFactory = _ => 0,
    };
    private readonly Option<double?> _rate = new("--rate")
    {
        Description = "Send at most N requests per second over the whole run.", HelpName = "N",
    };
    private readonly Option<Uri?> _toxiproxy = new("--toxiproxy")
    {
        Description = "Use a running Toxiproxy, given by the URL of its API, instead of the embedded fault proxy.", HelpName = "URL",
        CustomParser = CheckValues.Toxiproxy,
    };
    private readonly Option<ulong?> _seed = new("--seed")
    {
        Description = "The seed of every random choice. Default: a new seed, which the run prints.", HelpName = "N",
    };
    private readonly Option<Shard?> _shard = new("--shard")
    {
        Description = "Run part I of N, for example 2/8.", HelpName = "I/N", CustomParser = CheckValues.Shard,
    };
    private readonly Option<TimeSpan?> _chaos = new("--chaos")
    {
        Description =
            "Instead of cases, run random walks for this time (60s, 5m): several clients and uploads under random network faults.",
            HelpName = "DURATION", CustomParser = CheckValues.Duration,
    };
    private readonly Option<ClientValues?> _clients = new("--clients")
    {
        Description = "Check clients instead of a server: tus-js-client, or NAME=COMMAND for a client of your own (docs/clients.md). "
            + $"With --chaos: how many clients a random walk has ({ClientValues.WalkingByDefault}).",
        HelpName = "LIST|N",
        Arity = ArgumentArity.OneOrMore,
        CustomParser = ClientValues.Parse,
    };
    private readonly Option<int> _parallel = new("--parallel")
    {
        Description = "The number of cases to run at the same time.", HelpName = "N", DefaultValueFactory = _ => RunOptions.DefaultParallel,
    };
    private readonly Option<bool> _strict = new("--strict") { Description = "Treat warnings as failures." };
    private readonly Option<bool> _insecure = new("--insecure") { Description = "Accept any TLS certificate." };
    private readonly Option<double> _stall = new("--stall-patience")
    {
        Description = "How many seconds the server may take to end a request whose client has stopped sending.", HelpName = "S",
        DefaultValueFactory = _ => 10,
    };
    private readonly Option<double> _patience = new("--patience")
    {
        Description = "How many seconds the server may take to answer any other request.", HelpName = "S", DefaultValueFactory = _ => 10,
    };

    private readonly Option<TimeSpan?> _budget = new("--budget")
    {
        Description = "Run only as many cases as fit into this time, for example 60s or 5m, the most valuable first. The run lists what "
            + "it left out.", HelpName = "TIME", CustomParser = CheckValues.Duration,
    };
    private readonly Option<string?> _start = new("--start")
    {
        Description = "Start the server with this command before the run, and stop it afterwards. {port} is replaced by a free port (or "
            + "the URL's), {dir} by an empty directory.", HelpName = "COMMAND",
    };
    private readonly Option<string?> _contentDir = new("--content-dir")
    {
        Description = "Where the server stores uploaded files, to compare content that GET does not return. {dir} is the directory of "
            + "--start.", HelpName = "DIR",
    };

    private readonly Option<string> _store = new("--store")
    {
        Description = "Where the embedded server keeps uploads: file or s3. s3 starts a Ceph if it is installed, or uses the bucket of "
            + "the variables HOLDFAST_S3_BUCKET and HOLDFAST_S3_ENDPOINT (docs/s3.md).",
        HelpName = "STORE",
        DefaultValueFactory = _ => "file",
    };

    private readonly Option<string?> _storeAddress = new("--store-address")
    {
        Description = "The address of the store that the server of --start uses, to break the network between both. {store} in the "
            + "command is replaced by it, or by the address of a fault proxy before it.",
        HelpName = "HOST:PORT",
        CustomParser = CheckValues.Address,
    };

    public CheckOptions()
    {
        _protocol.Validators.Add(result => CheckValues.OneOf(result, "tus", "ietf", "all"));
        _store.Validators.Add(result => CheckValues.OneOf(result, "file", "s3"));
        _evidence.Validators.Add(result => CheckValues.OneOf(result, "failures", "all"));
        _parallel.Validators.Add(result => CheckValues.AtLeast(result, _parallel.Name, 1));
        _chunkMultiple.Validators.Add(result => CheckValues.AtLeast(result, _chunkMultiple.Name, 1));
        _minChunk.Validators.Add(result => CheckValues.AtLeast(result, _minChunk.Name, 0));
        _uploadLength.Validators.Add(result => CheckValues.AtLeast(result, _uploadLength.Name, 0));
        _uploadUrl.Validators.Add(CheckValues.UploadUrls);
        _rate.Validators.Add(result => CheckValues.Positive(result, _rate.Name, "requests a second above 0 and below 86400"));
        _stall.Validators.Add(result => CheckValues.Positive(result, _stall.Name, "seconds above 0 and below a day"));
        _patience.Validators.Add(result => CheckValues.Positive(result, _patience.Name, "seconds above 0 and below a day"));
    }

    public void AddTo(Command command)
    {
        command.Validators.Add(RefuseCasesBesideWalks);
        command.Validators.Add(RefuseServerBesideClients);
        command.Validators.Add(RefuseStoreOfOthers);
        command.Add(_url);
        Option[] options =
        [
            _protocol, _interop, _only, _except, _requirements, _baseline, _writeBaseline, _report, _evidence, _header, _trustOrigin,
            _metadata, _extensions, _uploadUrl, _uploadLength, _chunkMultiple, _minChunk,
            _rate, _toxiproxy, _seed, _chaos, _clients, _shard, _parallel, _strict, _insecure, _stall, _patience, _budget, _start,
            _contentDir, _store, _storeAddress,
        ];
        foreach (var option in options)
        {
            command.Add(option);
        }
    }

    // Options that select cases have no effect on walks, so they are refused rather than ignored.
    private void RefuseCasesBesideWalks(CommandResult result)
    {
        Option[] choosing = [_only, _except, _requirements, _shard, _uploadUrl];
        if (result.GetResult(_chaos) is not null
            && choosing.FirstOrDefault(option => result.GetResult(option) is { Implicit: false }) is { } chosen)
        {
            result.AddError(
                $"'{chosen.Name}' applies to cases, but '--chaos' runs random walks instead of cases. Remove one of the two options.");
        }
    }

    // Options about a server, or about the connection to it, have no effect when clients are checked, so they are refused.
    private void RefuseServerBesideClients(CommandResult result)
    {
        if (result.GetResult(_clients) is not { } given || !ClientValues.AreNames(given.Tokens))
        {
            return;
        }

        Option[] ofServers =
        [
            _interop, _header, _trustOrigin, _metadata, _extensions, _uploadUrl, _uploadLength, _chunkMultiple, _minChunk, _rate,
            _toxiproxy, _chaos,
            _insecure, _stall, _patience, _start, _contentDir, _store, _storeAddress,
        ];
        var stray = result.GetResult(_url) is { Tokens.Count: > 0 } url ? url.Tokens[0].Value
            : ofServers.FirstOrDefault(option => result.GetResult(option) is { Implicit: false })?.Name;
        if (stray is not null)
        {
            result.AddError($"'{stray}' is for checking a server, and '--clients' checks clients against servers of Holdfast's own. "
                + "Leave one of the two out.");
        }
    }

    // Where another server keeps its uploads is not for this command to say.
    private void RefuseStoreOfOthers(CommandResult result)
    {
        if (result.GetResult(_store) is { Implicit: false }
            && (result.GetResult(_url) is { Tokens.Count: > 0 } || result.GetResult(_start) is { Implicit: false }))
        {
            result.AddError("'--store' applies to the embedded server. Leave it out, or leave out the URL and '--start'.");
        }
    }

    public CheckArguments Read(ParseResult parsed) => new()
    {
        Url = parsed.GetValue(_url),
        Selection = new CaseSelection
        {
            Protocol = parsed.GetValue(_protocol)!,
            Interop = parsed.GetValue(_interop) ?? [],
            Only = parsed.GetValue(_only) ?? [],
            Except = parsed.GetValue(_except) ?? [],
            Shard = parsed.GetValue(_shard) ?? Shard.Whole,
        },
        Requirements = parsed.GetValue(_requirements),
        Baseline = parsed.GetValue(_baseline),
        WriteBaseline = parsed.GetValue(_writeBaseline),
        Report = parsed.GetValue(_report)!.FullName,
        Evidence = parsed.GetValue(_evidence) == "all" ? KeptEvidence.All : KeptEvidence.Failures,
        Headers = parsed.GetValue(_header) ?? [],
        Metadata = parsed.GetValue(_metadata) ?? [],
        Extensions = parsed.GetValue(_extensions) ?? [],
        TrustedOrigins = parsed.GetValue(_trustOrigin) ?? [],
        UploadUrls = parsed.GetValue(_uploadUrl) ?? [],
        UploadLength = parsed.GetValue(_uploadLength),
        Chunks = new ChunkRule { Multiple = parsed.GetValue(_chunkMultiple), Minimum = parsed.GetValue(_minChunk) },
        Rate = parsed.GetValue(_rate),
        Toxiproxy = parsed.GetValue(_toxiproxy),
        Seed = parsed.GetValue(_seed) ?? (ulong)RandomNumberGenerator.GetInt32(int.MaxValue),
        Parallel = parsed.GetValue(_parallel),
        Chaos = parsed.GetValue(_chaos),
        Clients = parsed.GetValue(_clients) ?? new ClientValues(),
        Strict = parsed.GetValue(_strict),
        Insecure = parsed.GetValue(_insecure),
        StallPatience = TimeSpan.FromSeconds(parsed.GetValue(_stall)),
        Patience = TimeSpan.FromSeconds(parsed.GetValue(_patience)),
        Budget = parsed.GetValue(_budget),
        Start = parsed.GetValue(_start),
        OnS3 = parsed.GetValue(_store) == "s3",
        StoreAddress = parsed.GetValue(_storeAddress),
        ContentDirectory = parsed.GetValue(_contentDir),
    };

    private static Option<string[]> Patterns(string name, string description) => new(name) { Description = description, HelpName = "GLOB" };
}
