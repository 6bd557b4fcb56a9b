using Holdfast.Cli.Help;
using static Holdfast.Cli.Serve.ServeFlag;

namespace Holdfast.Cli.Serve;

/// <summary>Every flag, grouped as in tusd's help and with tusd's defaults.</summary>
internal static class ServeFlags
{
    public static IReadOnlyList<(string Group, IReadOnlyList<ServeFlag> Flags)> Groups { get; } =
    [
        ("Listening", [
            new("host", "ADDRESS", "0.0.0.0", "The address to listen on."),
            new("port", "N", "8080", "The TCP port; 0 takes any that is free."),
            new("unix-sock", "PATH", "", "A Unix socket to listen on, in place of host and port."),
            new("base-path", "PATH", "/files/", "The path under which uploads are created."),
            Switch("behind-proxy", "Believe Forwarded and X-Forwarded-* about the client's URL."),
            new("public-url", "URL", "", "The creation URL as clients know it, whatever a request names (not in tusd)."),
            Switch("allow-lone-lf", "A lone LF ends a line of a request, as in tusd; a way to smuggle requests past some proxies."),
            Switch("enable-h2c", "HTTP/2 without TLS, by prior knowledge, beside HTTP/1.1."),
            new("max-connections", "N", "0", "The connections open at once; more get 503. 0: as many as 'ulimit -n' leaves room for (not in tusd)."),
            new("max-requests", "N", "0", "The requests worked on at once, on all connections; more get 503. 0: as above (not in tusd)."),
        ]),
        ("TLS", [
            new("tls-certificate", "FILE", "", "The certificate and its chain, as PEM."),
            new("tls-key", "FILE", "", "The certificate's key, as PEM, not encrypted. TLS is on when both are given."),
            new("tls-mode", "MODE", "tls12", "tls12 (1.2 and 1.3), tls12-strong (1.2 with AES-256-GCM only) or tls13 (1.3 only)."),
        ]),
        ("Uploads", [
            Switch("disable-download", "No GET."),
            Switch("disable-termination", "No DELETE."),
            Switch("disable-concatenation", "No Upload-Concat."),
            Switch("disable-checksum", "No Upload-Checksum (not in tusd)."),
            new("max-size", "BYTES", "0", "The largest upload; 0 means no limit."),
            new("expire-unfinished-after", "DURATION", "0", "Remove an unfinished upload so long after its last byte; 0 means never (not in tusd)."),
            new("expire-finished-after", "DURATION", "0", "Remove a finished upload so long after its last byte; 0 means never (not in tusd)."),
            new("max-parts", "N", "5000", "The most parts of a concatenation; 0 means no limit (not in tusd)."),
            new("max-repeated-bytes", "BYTES", "16777216", "The most that a concatenation grows by naming parts again; 0 means no limit (not in tusd)."),
            Switch("remove-parts", "Remove the parts of a concatenation once it is complete (not in tusd)."),
            new("min-body-rate", "BYTES", "0", "Cut a body below so many bytes a second; 0 means never (not in tusd)."),
            new("max-concurrent-uploads", "N", "0", "Refuse more bodies at once than that; 0 means no limit (not in tusd)."),
        ]),
        ("IETF draft", [
            Switch("disable-ietf", "tus alone (not in tusd)."),
            Switch("enable-experimental-protocol", "Taken for tusd's sake: the draft is on by itself."),
            Switch("ietf-final", "No version field means the final RFC (not in tusd)."),
            new("ietf-min-size", "BYTES", "0", "The smallest upload; 0 means no limit (not in tusd)."),
            new("ietf-min-append-size", "BYTES", "0", "The smallest content of a request that isn't the last (not in tusd)."),
            new("ietf-max-append-size", "BYTES", "0", "The largest content of a request; 0 means no limit (not in tusd)."),
        ]),
        ("CORS", [
            Switch("disable-cors", "No CORS headers, no check of the origin."),
            new("cors-allow-origin", "REGEX", ".*", "Origins that may use the server; unanchored."),
            Switch("cors-allow-credentials", "Browsers may send cookies and HTTP authentication."),
            new("cors-allow-methods", "LIST", "", "More methods that scripts may use, with commas."),
            new("cors-allow-headers", "LIST", "", "More request headers that scripts may send."),
            new("cors-expose-headers", "LIST", "", "More response headers that scripts may read."),
            new("cors-max-age", "SECONDS", "86400", "How long a browser may remember a preflight."),
        ]),
        ("File storage", [
            new("upload-dir", "PATH", "./data", "Where the uploads are kept, in tusd's layout; made when missing."),
            new("data-dirs", "LIST", "", "Other directories in which a Storage.Path of tusd's hooks may lie, with commas (not in tusd)."),
            new("filelock-holder-poll-interval", "DURATION", "5s", "The longest that a holder goes without looking for wishes."),
            new("filelock-acquirer-poll-interval", "DURATION", "2s", "The longest that a waiter goes without a try."),
            new("dir-perms", "OCTAL", "775", "Permissions of new directories, less the umask."),
            new("file-perms", "OCTAL", "664", "Permissions of new files, less the umask."),
            Switch("sync-to-disk", "Acknowledge bytes only when the disk has them (not in tusd)."),
        ]),
        ("Logging", [
            new("show-greeting", "", "true", "A page of text on paths that lead nowhere."),
            new("show-startup-logs", "", "true", "Say at the start what is used."),
            new("verbose", "", "true", "Log details too."),
            new("log-format", "FORMAT", "text", "text or json."),
        ]),
        ("Timeouts", [
            new("network-timeout", "DURATION", "60s", "How long a body may be silent before what arrived is saved and the request ends."),
            new("acquire-lock-timeout", "DURATION", "20s", "How long a request waits for another to let go of the upload."),
            new("request-completion-timeout", "DURATION", "10s", "How long the store may work on for a request that was stopped."),
            new("shutdown-timeout", "DURATION", "10s", "How long open requests may go on after a signal; 0 means not at all."),
        ]),
    ];

    public static IReadOnlyList<ServeFlag> All { get; } = [.. Groups.SelectMany(group => group.Flags)];

    /// <summary>The groups as lines for the help.</summary>
    public static string Help() => string.Join("\n", Groups.Select(group => $"{group.Group}:\n{string.Concat(group.Flags.Select(Line))}")).TrimEnd();

    private static string Line(ServeFlag flag) => string.Concat(Lines.Columns(
        $"  -{flag.Name} {flag.Value}".TrimEnd(), flag.Description + (flag.Default is "" or "false" ? "" : $" [{flag.Default}]"), leftWidth: 36).Select(line => line + "\n"));
}
