"""A private CA such as a company's, which nobody else trusts."""

import datetime as dt
import ipaddress
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from fakes.company_proxy import Authority


def authority(folder: Path) -> Authority:
    """Make a CA, and its certificate for names that end in .corp.test and for this machine."""
    ca_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Private CA")])
    names: list[x509.GeneralName] = [x509.DNSName(name) for name in ("*.corp.test", "localhost")]
    names.append(x509.IPAddress(ipaddress.ip_address("127.0.0.1")))
    now = dt.datetime.now(dt.UTC)

    def begun(subject: x509.Name, public: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer)
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - dt.timedelta(days=1))
            .not_valid_after(now + dt.timedelta(days=1))
        )

    root = begun(issuer, ca_key.public_key())
    root = root.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    usage = x509.KeyUsage(*([False] * 5), *([True] * 2), *([False] * 2))
    root = root.add_extension(usage, critical=True)
    identifier = x509.SubjectKeyIdentifier.from_public_key(ca_key.public_key())
    signed_root = root.add_extension(identifier, critical=False).sign(ca_key, hashes.SHA256())
    leaf = begun(x509.Name([]), key.public_key())
    leaf = leaf.add_extension(x509.SubjectAlternativeName(names), critical=True)
    known_by = x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key())
    signed = leaf.add_extension(known_by, critical=False).sign(ca_key, hashes.SHA256())
    pem = serialization.Encoding.PEM
    made = Authority(folder / "ca.pem", folder / "server.pem")
    made.certificate.write_bytes(signed_root.public_bytes(pem))
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    made.server.write_bytes(secret + signed.public_bytes(pem))
    return made
