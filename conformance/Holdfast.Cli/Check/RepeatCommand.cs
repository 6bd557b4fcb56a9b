using System.Globalization;
using Holdfast.Cli.Check.Started;
using Holdfast.Conformance.Selection;
using Holdfast.Conformance.Targets;
using Holdfast.Reports.Results;
using Holdfast.Reports.Wording;

namespace Holdfast.Cli.Check;

/// <summary>Writes the command line that repeats a run, without the secrets.</summary>
internal static class RepeatCommand
{
    public static string Of(CheckArguments arguments) =>
        $"holdfast check {string.Join(' ', Words(arguments).Select(ShellWords.Quote))}";

    /// <summary>The command line that repeats a walk whose script is in the report's directory.</summary>
    public static string OfWalk(CheckArguments arguments, string script)
    {
        IEnumerable<string> words =
        [
            Invocation.Shorten(Path.Combine(arguments.Report, script)),
            .. WordOf(arguments.Url is { } url ? Secrets.Redact(url) : null),
            .. Option("--start", arguments.Start?.Replace(ServerCommand.Store, arguments.StoreAddress, StringComparison.Ordinal)),
            .. arguments.Headers.SelectMany(header => Option("--header", $"{header.Key}: {Secrets.Redact(header)}")),
            .. arguments.Metadata.SelectMany(pair => Option("--metadata", $"{pair.Key}={Secrets.Redact(pair)}")),
            .. Option("--extensions", arguments.Extensions is [] ? null : string.Join(',', arguments.Extensions)),
            .. arguments.TrustedOrigins.SelectMany(Trusted),
            .. arguments.Insecure ? ["--insecure"] : Array.Empty<string>(),
        ];
        return $"{Invocation.Words} replay {string.Join(' ', words.Select(ShellWords.Quote))}";
    }

    private static IEnumerable<string> Words(CheckArguments arguments)
    {
        IEnumerable<string>[] words =
        [
            WordOf(arguments.Url is { } url ? Secrets.Redact(url) : null),
            Option("--start", arguments.Start),
            Option("--store", arguments.OnS3 ? "s3" : null),
            Option("--store-address", arguments.StoreAddress),
            Option("--content-dir", arguments.ContentDirectory),
            arguments.Headers.SelectMany(header => Option("--header", $"{header.Key}: {Secrets.Redact(header)}")),
            arguments.TrustedOrigins.SelectMany(Trusted),
            Option("--protocol", arguments.Selection.Protocol == "all" ? null : arguments.Selection.Protocol),
            Option("--interop", arguments.Selection.Interop is [] ? null : string.Join(',', arguments.Selection.Interop)),
            arguments.Selection.Only.SelectMany(pattern => Option("--only", pattern)),
            arguments.Selection.Except.SelectMany(pattern => Option("--except", pattern)),
            Option("--shard",
                arguments.Selection.Shard == Shard.Whole ? null : $"{arguments.Selection.Shard.Index}/{arguments.Selection.Shard.Count}"),
            arguments.Metadata.SelectMany(pair => Option("--metadata", $"{pair.Key}={Secrets.Redact(pair)}")),
            Option("--extensions", arguments.Extensions is [] ? null : string.Join(',', arguments.Extensions)),
            arguments.UploadUrls.SelectMany(given => Option("--upload-url", Secrets.Redact(new Uri(given)))),
            Option("--upload-length", arguments.UploadLength?.ToString(CultureInfo.InvariantCulture)),
            Option("--chunk-multiple",
                arguments.Chunks.Multiple == 1 ? null : arguments.Chunks.Multiple.ToString(CultureInfo.InvariantCulture)),
            Option("--min-chunk", arguments.Chunks.Minimum == 0 ? null : arguments.Chunks.Minimum.ToString(CultureInfo.InvariantCulture)),
            Option("--rate", arguments.Rate?.ToString(CultureInfo.InvariantCulture)),
            Option("--requirements", arguments.Requirements),
            Option("--baseline", arguments.Baseline?.ToString()),
            Option("--evidence", arguments.Evidence == KeptEvidence.All ? "all" : null),
            Option("--toxiproxy", arguments.Toxiproxy is { } toxiproxy ? Secrets.Redact(toxiproxy) : null),
            arguments.Strict ? ["--strict"] : [],
            arguments.Insecure ? ["--insecure"] : [],
            Option("--chaos", arguments.Chaos is { } chaos ? $"{chaos.TotalSeconds.ToString(CultureInfo.InvariantCulture)}s" : null),
            Option("--clients", arguments.Chaos is null ? null : arguments.Clients.Walking.ToString(CultureInfo.InvariantCulture)),
            arguments.Clients.Checked.SelectMany(
                client => Option("--clients", client.Command is { } command ? $"{client.Name}={command}" : client.Name)),
            Option("--parallel", arguments.Parallel.ToString(CultureInfo.InvariantCulture)),
            Option("--stall-patience", arguments.StallPatience.TotalSeconds.ToString(CultureInfo.InvariantCulture)),
            Option("--patience", arguments.Patience.TotalSeconds.ToString(CultureInfo.InvariantCulture)),
            Option("--budget",
                arguments.Budget is { } budget ? string.Create(CultureInfo.InvariantCulture, $"{budget.TotalSeconds}s") : null),
            Option("--seed", arguments.Seed.ToString(CultureInfo.InvariantCulture)),
        ];
        return words.SelectMany(part => part);
    }

    private static string[] Trusted(Uri origin) => Option("--trust-origin", origin.GetLeftPart(UriPartial.Authority));

    private static string[] WordOf(string? word) => word is null ? [] : [word];

    private static string[] Option(string name, string? value) => value is null ? [] : [name, value];
}
