namespace Holdfast.Server.Capacity;

/// <summary>Set as a feature of a connection that is beyond the server's capacity: each of its requests is answered with 503.</summary>
internal interface IRefusedConnection;
