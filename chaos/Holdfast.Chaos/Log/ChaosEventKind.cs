namespace Holdfast.Chaos;

/// <summary>The kinds of events in a proxy's log.</summary>
public enum ChaosEventKind
{
    /// <summary>A client was accepted.</summary>
    ConnectionOpened,

    /// <summary>The upstream could not be reached; the client receives a FIN.</summary>
    ConnectFailed,

    /// <summary>A toxic had its first effect on a connection.</summary>
    ToxicApplied,

    /// <summary>An HTTP fault found data that is not HTTP/1.x and passed it on unchanged.</summary>
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

    /// <summary>A scenario reached its next step.</summary>
    ScenarioStep,

    /// <summary>The proxy listens.</summary>
    ProxyEnabled,

    /// <summary>The proxy stopped listening and closed its connections.</summary>
    ProxyDisabled,

    /// <summary>The limit of connections was reached: further clients are reset until some close.</summary>
    LimitReached,

    /// <summary>Connections are accepted again.</summary>
    LimitLeft,

    /// <summary>A TLS handshake failed, with the client or with the upstream.</summary>
    TlsFailed,

    /// <summary>The upstream is down, and clients are refused until it is up again.</summary>
    UpstreamDown,

    /// <summary>The upstream can be reached again, and the proxy listens.</summary>
    UpstreamUp,
}
