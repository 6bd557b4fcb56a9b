using System.Security.Cryptography.X509Certificates;

namespace Holdfast.Conformance.Wire.Serving;

/// <summary>How a scripted server serves.</summary>
internal sealed record ScriptedServerOptions
{
    /// <summary>The script that runs on each connection.</summary>
    public required Func<ScriptedConnection, Task> Script { get; init; }

    /// <summary>The transcript of its traffic; <see langword="null"/> for none.</summary>
    public Transcript? Transcript { get; init; }

    /// <summary>Called with the number of each connection when it is accepted.</summary>
    public Action<int> Accepted { get; init; } = _ => { };

    /// <summary>The certificate for TLS; <see langword="null"/> for plain TCP.</summary>
    public X509Certificate2? Certificate { get; init; }
}
