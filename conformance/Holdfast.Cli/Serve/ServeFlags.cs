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
            new("port", "N", "8080", "The TCP port; 0 for any free port."),
            new("unix-sock", "PATH", "", "A Unix socket to listen on instead of host and port."),
            new("base-path", "PATH", "/files/", "The path under which uploads are created."),
            Switch("behind-proxy", "Take the client's URL from Forwarded and X-Forwarded-* fields."),
            new("public-url", "URL", "", "The creation URL that clients use, regardless of the request's Host (not in tusd)."),
            Switch("allow-lone-lf",
                "Accept a lone LF as the end of a line, as tusd does. Some proxies can then be bypassed by request smuggling."),
            Switch("enable-h2c", "Serve HTTP/2 without TLS (prior knowledge) besides HTTP/1.1."),
            new("max-connections", "N", "0",
                "The most open connections; further ones get 503. 0: as many as 'ulimit -n' allows (not in tusd)."),
            new("max-requests", "N", "0",
                "The most requests at the same time, on all connections; further ones get 503. 0: as above (not in tusd)."),
        ]),
        ("TLS", [
            new("tls-certificate", "FILE", "", "The certificate and its chain, as PEM."),
            new("tls-key", "FILE", "", "The certificate's key, as PEM, not encrypted. TLS is on when both are given."),
            new("tls-mode", "MODE", "tls12", "tls12 (1.2 and 1.3), tls12-strong (1.2 with AES-256-GCM only) or tls13 (1.3 only)."),
        ]),
        ("Uploads", [
            Switch("disable-download", "Do not support GET."),
            Switch("disable-termination", "Do not support DELETE."),
            Switch("disable-concatenation", "Do not support Upload-Concat."),
            Switch("disable-checksum", "Do not support Upload-Checksum (not in tusd)."),
            new("max-size", "BYTES", "0", "The largest upload; 0 means no limit."),
            new("expire-unfinished-after", "DURATION", "0",
                "Remove an unfinished upload this long after its last byte; 0 means never (not in tusd)."),
            new("expire-finished-after", "DURATION", "0",
                "Remove a finished upload this long after its last byte; 0 means never (not in tusd)."),
            new("max-parts", "N", "5000", "The most parts of a concatenation; 0 means no limit (not in tusd)."),
            new("max-repeated-bytes", "BYTES", "16777216",
                "The most bytes that a concatenation may gain by naming parts more than once; 0 means no limit (not in tusd)."),
            Switch("remove-parts", "Remove the parts of a concatenation once it is complete (not in tusd)."),
            new("min-body-rate", "BYTES", "0",
                "End a request whose body is slower than this many bytes per second; 0 means never (not in tusd)."),
            new("max-concurrent-uploads", "N", "0", "The most request bodies received at the same time; 0 means no limit (not in tusd)."),
        ]),
        ("IETF draft", [
            Switch("disable-ietf", "Serve tus only, without the IETF draft (not in tusd)."),
            Switch("enable-experimental-protocol", "Accepted for tusd's sake, without effect: the IETF draft is on by default."),
            Switch("ietf-final", "Treat a request without a version field as one of the final RFC (not in tusd)."),
            new("ietf-min-size", "BYTES", "0", "The smallest upload; 0 means no limit (not in tusd)."),
            new("ietf-min-append-size", "BYTES", "0", "The smallest content of a request that isn't the last (not in tusd)."),
            new("ietf-max-append-size", "BYTES", "0", "The largest content of a request; 0 means no limit (not in tusd)."),
        ]),
        ("CORS", [
            Switch("disable-cors", "Send no CORS fields and do not check the origin."),
            new("cors-allow-origin", "REGEX", ".*", "The origins that may use the server; the expression is not anchored."),
            Switch("cors-allow-credentials", "Allow browsers to send cookies and HTTP authentication."),
            new("cors-allow-methods", "LIST", "", "More methods that scripts may use, separated by commas."),
            new("cors-allow-headers", "LIST", "", "More request headers that scripts may send."),
            new("cors-expose-headers", "LIST", "", "More response headers that scripts may read."),
            new("cors-max-age", "SECONDS", "86400", "How long a browser may remember a preflight."),
        ]),
        ("File storage", [
            new("upload-dir", "PATH", "./data", "The directory of the uploads, in tusd's layout; created if missing."),
            new("data-dirs", "LIST", "",
                "Other directories that a Storage.Path set by a tusd hook may point into, separated by commas (not in tusd)."),
            new("filelock-holder-poll-interval", "DURATION", "5s",
                "The longest time between two checks by which a lock's holder notices that another request waits."),
            new("filelock-acquirer-poll-interval", "DURATION", "2s",
                "The longest time between two attempts of a waiting request to take the lock."),
            new("dir-perms", "OCTAL", "775", "Permissions of new directories, reduced by the umask."),
            new("file-perms", "OCTAL", "664", "Permissions of new files, reduced by the umask."),
            Switch("sync-to-disk", "Acknowledge bytes only when the disk has them (not in tusd)."),
        ]),
        ("S3 storage", [
            new("s3-bucket", "NAME", "", "Keep uploads in this bucket, in tusd's layout, instead of in a directory."),
            new("s3-endpoint", "URL", "", "The S3 server, with its scheme, if it is not AWS; objects are then addressed by path."),
            new("s3-object-prefix", "PREFIX", "", "What all keys begin with; a slash is added."),
            new("s3-metadata-object-prefix", "PREFIX", "", "What the keys of .info and .part begin with, if it differs (not in tusd)."),
            new("s3-part-size", "BYTES", "52428800", "The size of parts, as long as 10,000 of them are enough for the upload."),
            new("s3-min-part-size", "BYTES", "5242880", "The smallest part; fewer bytes wait in .part for those after them."),
            new("s3-max-part-size", "BYTES", "5368709120", "The largest part (not in tusd)."),
            Switch("s3-equal-part-sizes", "Make all parts of an upload but the last equally large, as R2 demands (not in tusd)."),
            new("s3-max-buffered-parts", "N", "20", "How many parts may wait in temporary files to be uploaded."),
            new("s3-concurrent-part-uploads", "N", "10", "How many parts are uploaded at the same time."),
            Switch("s3-disable-content-hashes", "Send parts without hashing them, to URLs that are signed in advance."),
            Switch("s3-disable-chunk-encoding", "Hash contents before they are sent, as R2 and OpenStack Swift demand (not in tusd)."),
            new("s3-checksum-calculation", "WHEN", "when-required",
                "when-supported sends checksums that servers older than 2025 refuse (not in tusd)."),
            Switch("s3-log-api-calls", "Log each call to S3, without contents; needs -verbose."),
            Switch("s3-disable-ssl", "Talk to AWS by plain HTTP."),
            Switch("s3-transfer-acceleration", "Send bytes to the nearest edge of AWS."),
            new("s3-storage-class", "CLASS", "", "The storage class of complete uploads, for example STANDARD_IA (not in tusd)."),
            new("s3-encryption", "METHOD", "", "How S3 encrypts objects: AES256 or aws:kms (not in tusd)."),
            new("s3-kms-key", "ID", "", "The key for aws:kms; empty means the account's own (not in tusd)."),
            new("s3-tags", "LIST", "", "Tags of complete uploads, for example team=video,kind=raw (not in tusd)."),
            Switch("s3-file-name-in-key", "End the key with the original file name; tusd then doesn't find the object (not in tusd)."),
        ]),
        ("Locks of several servers", [
            new("locker", "KIND", "auto",
                "Where locks are: file, memory (one server only), redis, s3 (in the bucket), or auto (not in tusd)."),
            new("redis-lock", "ADDRESS", "",
                "Keep locks in this Redis: HOST:PORT, or a connection string of StackExchange.Redis (not in tusd)."),
            new("redis-lock-prefix", "TEXT", "{holdfast}", "Begins the keys; each deployment on one Redis has its own (not in tusd)."),
            new("lock-lease", "DURATION", "15s",
                "How long a server that crashed or hangs may block an upload, with locks in a Redis or a bucket (not in tusd)."),
            new("lock-renewal", "DURATION", "10s", "How often a server renews such a lock (not in tusd)."),
            new("lock-address", "IP:PORT", "",
                "The UDP address at which servers with locks in a bucket ask this one to let go; empty: any free port (not in tusd)."),
        ]),
        ("Hooks", [
            new("hooks-enabled-events", "LIST", "pre-create,post-create,post-receive,post-terminate,post-finish",
                "The events with hooks; also pre-finish, pre-terminate and (not in tusd) pre-access. Empty: all of tusd's."),
            new("progress-hooks-interval", "DURATION", "1s", "The time between two post-receive hooks while a body arrives."),
            Switch("hooks-at-least-once",
                "Keep events that no request waits for in the store until they are delivered (not in tusd)."),
            new("hooks-longest-retry-pause", "DURATION", "1m",
                "The longest time between two attempts to deliver such an event; the first is 1 s (not in tusd)."),
            new("hooks-dir", "PATH", "", "A directory with programs that are named like the events, to be run as hooks."),
            new("hooks-dir-timeout", "DURATION", "0", "The time after which a program is ended; 0 means never (not in tusd)."),
            new("hooks-http", "URL", "",
                "The URL to which events are posted. If several kinds of hooks are given, each event goes to all in this order."),
            new("hooks-http-forward-headers", "LIST", "", "Header fields of the client's request that are sent along."),
            new("hooks-http-retry", "N", "3", "How often a call is tried in all, if the URL can't be reached or answers with 500 or more."),
            new("hooks-http-backoff", "DURATION", "1s", "The time between two attempts."),
            new("hooks-http-timeout", "DURATION", "15s", "The time for all attempts of one call together."),
            new("hooks-http-size-limit", "BYTES", "5120", "The most bytes of a response."),
            Switch("hooks-http-skip-verify", "Accept any certificate of the hook's server."),
            Switch("hooks-http-require-content-type",
                "Refuse a response without Content-Type, as tusd does since v2.9 (not in tusd)."),
            new("hooks-http-max-connections", "N", "32", "The most calls at the same time; further ones wait (not in tusd)."),
            new("hooks-grpc", "TARGET", "", "The gRPC server that is called for events: HOST:PORT or unix:PATH."),
            new("hooks-grpc-forward-headers", "LIST", "", "Header fields of the client's request that are sent along as metadata."),
            new("hooks-grpc-retry", "N", "3", "How often a call is tried in all, if the server is out of reach or overloaded."),
            new("hooks-grpc-backoff", "DURATION", "1s", "The time between two attempts."),
            new("hooks-grpc-timeout", "DURATION", "2m", "The time for all attempts of one call together (not in tusd)."),
            Switch("hooks-grpc-secure", "Speak TLS with the server."),
            new("hooks-grpc-server-tls-certificate", "FILE", "",
                "The certificate of the server or of its authority, as PEM; empty: as the system trusts."),
            new("hooks-grpc-client-tls-certificate", "FILE", "", "The certificate to show to the server, as PEM."),
            new("hooks-grpc-client-tls-key", "FILE", "", "The key of that certificate, as PEM, not encrypted."),
            new("hooks-plugin", "FILE", "",
                "An assembly of .NET with a class that implements IHookProvider, run in a process of its own; tusd takes a program of Go."),
            new("hooks-plugin-timeout", "DURATION", "15s", "The time of one call, after which the plugin is started again (not in tusd)."),
        ]),
        ("Monitoring", [
            new("expose-metrics", "", "true", "Show metrics for Prometheus, under tusd's names."),
            new("metrics-path", "PATH", "/metrics", "The path of the metrics."),
            new("expose-health", "", "true", "Tell orchestrators whether the server lives and is ready (not in tusd)."),
            new("health-path", "PATH", "/health", "The path below which 'live' and 'ready' are (not in tusd)."),
            new("health-timeout", "DURATION", "2s",
                "How long the store or the locks may take until the server is not ready (not in tusd)."),
            new("otlp-endpoint", "URL", "",
                "Send metrics and traces to this OpenTelemetry collector; OTEL_EXPORTER_OTLP_ENDPOINT does the same (not in tusd)."),
            new("otlp-protocol", "PROTOCOL", "", "grpc or http/protobuf; empty: OTEL_EXPORTER_OTLP_PROTOCOL, or grpc (not in tusd)."),
            new("otlp-headers", "LIST", "", "Header fields for the collector, for example x-team=video (not in tusd)."),
            new("otlp-signals", "LIST", "metrics,traces", "What is sent to the collector (not in tusd)."),
        ]),
        ("Profiling", [
            Switch("expose-pprof", "Serve CPU profiles, heap snapshots and overviews of threads and counters. "
                + "TUSD_PPROF_AUTH=NAME:PASSWORD in the environment protects them."),
            new("pprof-path", "PATH", "/debug/pprof/", "The path of profiling."),
        ]),
        ("Logging", [
            new("show-greeting", "", "true", "Answer unknown paths with a page of text."),
            new("show-startup-logs", "", "true", "Print the settings at the start."),
            new("verbose", "", "true", "Log details."),
            new("log-format", "FORMAT", "text", "text or json."),
        ]),
        ("Timeouts", [
            new("network-timeout", "DURATION", "60s",
                "How long a request body may stall before the server saves what arrived and ends the request."),
            new("acquire-lock-timeout", "DURATION", "20s", "How long a request waits for another request to release the upload."),
            new("request-completion-timeout", "DURATION", "10s", "How long the store may continue for a request that was stopped."),
            new("shutdown-timeout", "DURATION", "10s", "How long open requests may continue after a signal; 0 means not at all."),
        ]),
    ];

    public static IReadOnlyList<ServeFlag> All { get; } = [.. Groups.SelectMany(group => group.Flags)];

    /// <summary>The groups as lines for the help.</summary>
    public static string Help() =>
        string.Join("\n", Groups.Select(group => $"{group.Group}:\n{string.Concat(group.Flags.Select(Line))}")).TrimEnd();

    private static string Line(ServeFlag flag) => string.Concat(Lines.Columns(
        $"  -{flag.Name} {flag.Value}".TrimEnd(), flag.Description + Default(flag), leftWidth: 36).Select(line => line + "\n"));

    // A list gets blanks, at which its lines can break.
    private static string Default(ServeFlag flag) =>
        flag.Default is "" or "false" ? "" : $" [{flag.Default.Replace(",", ", ", StringComparison.Ordinal)}]";
}
