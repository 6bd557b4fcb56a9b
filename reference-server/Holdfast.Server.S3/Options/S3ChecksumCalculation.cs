namespace Holdfast.Server.S3;

/// <summary>When a request to S3 carries a checksum of its own, besides the signature over its content.</summary>
public enum S3ChecksumCalculation
{
    /// <summary>Only where S3 demands it. Servers older than 2025 know nothing else: Ceph 16 answers 400, Swift 501.</summary>
    WhenRequired,

    /// <summary>Wherever AWS takes one, in a trailer of the request.</summary>
    WhenSupported,
}
