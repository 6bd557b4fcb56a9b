namespace Holdfast.Chaos;

/// <summary>What a line of a proxy's log tells.</summary>
public enum ChaosEventKind
{
    /// <summary>A client was accepted.</summary>
    ConnectionOpened,

    /// <summary>The upstream could not be reached; the client sees FIN.</summary>
    ConnectFailed,

    /// <summary>A toxic had its first effect on a connection.</summary>
    ToxicApplied,

    /// <summary>An HTTP fault met what is not HTTP/1.x, and let it pass.</summary>
    PassedUntouched,

    /// <summary>A FIN was passed on in one direction; the other still works.</summary>
    HalfClosed,

    /// <summary>Both sides were closed; the detail begins with <c>FIN</c> or <c>RST</c> and names the cause.</summary>
    ConnectionClosed,

    /// <summary>A toxic was added to the proxy.</summary>
    ToxicAdded,

    /// <summary>A toxic of the proxy was changed.</summary>
    ToxicUpdated,

    /// <summary>A toxic was removed from the proxy.</summary>
    ToxicRemoved,

    /// <summary>A scenario came to its next step.</summary>
    ScenarioStep,

    /// <summary>The proxy listens.</summary>
    ProxyEnabled,

    /// <summary>The proxy stopped listening and closed its connections.</summary>
    ProxyDisabled,

    /// <summary>No more connections are taken until some close: clients are reset.</summary>
    LimitReached,

    /// <summary>Connections are taken again.</summary>
    LimitLeft,

    /// <summary>A TLS handshake failed, with the client or with the upstream.</summary>
    TlsFailed,

    /// <summary>The upstream is down, and clients are refused until it is up again.</summary>
    UpstreamDown,

    /// <summary>The upstream is up again, and the proxy listens.</summary>
    UpstreamUp,
}
